"""`Uang di mitra`: collected, not with BPJS; two clocks, and the families in between."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import remittances, unremitted
from contributions.models import Payment
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON, NOVEMBER, TODAY

pytestmark = pytest.mark.django_db
DECEMBER = dt.date(2026, 12, 1)


def money(cast, on=TODAY):
    return unremitted.by_partner(partners=[cast.partner.pk], on=on).get(cast.partner.pk)


def test_remitted_money_is_gone_from_the_list(cast):
    cast.pay(cast.member())
    assert money(cast).all.amount_idr == 8_400
    cast.hand_over()
    assert list(money(cast).places) == ["treasurer"]
    cast.remit()
    assert money(cast) is None


def test_money_is_where_it_lies(cast):
    transfer = {"method": Payment.Method.TRANSFER, "reference": "BRI-1"}
    cast.pay(cast.member(), by=cast.treasurer, **transfer)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), by=cast.treasurer, **transfer | {"reference": "BRI-2"})
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member())
    places = money(cast).places
    assert {place: part.amount_idr for place, part in places.items()} == dict.fromkeys(
        ("collector", "treasurer", "partner_bank", "remitting"), 8_400
    )


def test_what_was_paid_waits_at_bpjs_for_its_answer(cast):
    cast.pay(cast.member())
    cast.hand_over()
    posted = cast.post()
    assert list(money(cast).places) == ["answering"]
    assert money(cast).answering.amount_idr == 8_400
    cast.accept(posted)
    assert money(cast) is None


def test_partners_are_compared_and_the_greatest_risk_stands_first(client, cast):
    branch = cast.partner.branch
    other = make_cast(name="Perumda Lama", branch=branch)
    waiting = other.member()
    factories.make_paid_month(member=waiting, month=dt.date(2026, 10, 1))
    other.pay(waiting)
    cast.pay(cast.member())
    with time_machine.travel(dt.datetime(2026, 12, 20, 5, tzinfo=dt.UTC), tick=False):
        client.force_login(factories.make_reviewer(branch=branch))
        text = client.get(reverse("unremitted_money")).text
    assert "Mitra dibandingkan" in text
    table = text[text.index("Mitra dibandingkan") :]
    assert table.index("Perumda Lama") < table.index(cast.partner.name)


def test_months_are_told_apart_and_each_has_its_due_day(cast):
    cast.pay(cast.member(), count=2)
    months = money(cast, on=dt.date(2026, 11, 20)).months
    assert list(months) == [NOVEMBER, DECEMBER]
    assert (months[NOVEMBER].is_late, months[NOVEMBER].days) == (True, 4)  # the 15th is a Sunday
    assert (months[DECEMBER].is_late, months[DECEMBER].days) == (False, 25)


def test_a_family_is_counted_once_and_only_while_the_partner_leaves_it_unprotected(cast):
    cast.pay(cast.member(), count=3)
    assert money(cast).all.unprotected == 1
    paid = cast.member()
    cast.pay(paid)
    cast.hand_over()
    cast.remit()
    assert money(cast) is None
    cast.pay(paid, first=DECEMBER)  # ahead: she is protected until the end of November
    assert money(cast).all.unprotected == 0
    assert money(cast, on=dt.date(2026, 12, 1)).all.unprotected == 1


def test_a_family_about_to_lapse_is_counted_though_it_has_not_paid_until_today(cast):
    """Its month at the treasurer, once with BPJS, moves the end of its grace by a month."""
    member = cast.member()
    cast.pay(member)
    cast.hand_over()
    cast.remit()
    cast.pay(member, first=DECEMBER)
    found = money(cast, on=dt.date(2027, 2, 20)).all
    assert (found.days_to_catch_up, found.unprotected) == (8, 1)


def test_a_newcomer_whose_first_month_never_reached_bpjs_is_counted_after_it_too(cast):
    cast.pay(cast.member())
    assert money(cast, on=dt.date(2026, 12, 20)).all.unprotected == 1


def test_the_last_day_to_catch_up_is_that_of_the_longest_waiting(cast):
    member = cast.member()
    cast.pay(member)
    assert money(cast).all.catch_up_until is None  # a newcomer has nothing to lose
    cast.hand_over()
    cast.remit()
    cast.pay(member, first=DECEMBER)
    part = money(cast, on=dt.date(2027, 2, 20)).all
    assert part.catch_up_until == dt.date(2027, 2, 28)
    assert part.days_to_catch_up == 8
    assert money(cast, on=dt.date(2027, 3, 1)).all.days_to_catch_up == -1


@pytest.mark.parametrize("role", ["treasurer", "reviewer", "auditor"])
def test_partner_branch_and_auditor_see_it_and_only_their_own(client, cast, role):
    elsewhere = make_cast()
    elsewhere.pay(elsewhere.member())
    cast.pay(cast.member())
    users = {
        "treasurer": cast.treasurer,
        "reviewer": factories.make_reviewer(branch=cast.partner.branch),
        "auditor": factories.make_auditor(partner=cast.partner),
    }
    client.force_login(users[role])
    with time_machine.travel(NOON, tick=False):
        text = client.get(reverse("unremitted_money")).text
    assert cast.partner.name in text
    assert elsewhere.partner.name not in text
    assert "1 keluarga sudah membayar, tetapi hari ini belum terlindungi." in text


def test_many_partners_take_no_more_queries_than_one(client):
    branch = factories.make_branch()
    client.force_login(factories.make_reviewer(branch=branch))

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse("unremitted_money")).status_code == 200
        return len(captured)

    def collect(count):
        for _ in range(count):
            cast = make_cast(branch=branch)
            cast.pay(cast.member())

    collect(1)
    few = queries()
    collect(5)
    assert queries() == few <= 12
