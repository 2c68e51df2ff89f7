"""The branch's list of members whom billing could not bill."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from contributions.models import BillingDoubt
from tests.factories import (
    NOON,
    NOVEMBER,
    make_admin,
    make_collector,
    make_enrolment,
    make_market,
    make_member,
    make_reviewer,
    make_treasurer,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def market():
    return make_market()


@pytest.fixture
def reviewer(market, client):
    user = make_reviewer(branch=market.partner.branch, name="Bu Ratna")
    client.force_login(user)
    return user


def make_doubt(*, member, days=0, **fields) -> BillingDoubt:
    fields.setdefault("reason", BillingDoubt.Reason.NO_TERM)
    return BillingDoubt.objects.create(
        member=member,
        market=member.market,
        month=NOVEMBER,
        opened_at=NOON - dt.timedelta(days=days),
        **fields,
    )


def names(client, **query) -> list[str]:
    lines = client.get(reverse("billing_doubts"), query).context["doubts"].lines
    return [line.doubt.member.name for line in lines]


def test_the_oldest_comes_first_with_owner_reason_and_age(client, market, reviewer) -> None:
    make_doubt(member=make_member(market=market, name="Ani"), days=2, owner=reviewer)
    make_doubt(member=make_member(market=market, name="Budi"), days=9, reason="no_tariff")
    assert names(client) == ["Budi", "Ani"]
    page = client.get(reverse("billing_doubts")).content.decode()
    assert "9 hari" in page and "Tidak ada tarif untuk data ini" in page
    assert "Bu Ratna" in page and "November 2026" in page


def test_it_leads_to_the_members_case(client, market, reviewer) -> None:
    enrolment = make_enrolment(market=market)
    make_doubt(member=enrolment.member)
    page = client.get(reverse("billing_doubts")).content.decode()
    assert reverse("review_case", args=[enrolment.pk]) in page


def test_it_is_narrowed_by_name_reason_market_owner_and_status(client, market, reviewer) -> None:
    second = make_market(partner=market.partner)
    make_doubt(member=make_member(market=market, name="Ani"), owner=reviewer, days=3)
    make_doubt(member=make_member(market=second, name="Budi"), reason="no_tariff", days=2)
    make_doubt(member=make_member(market=market, name="Cici"), settled_at=NOON)
    assert names(client) == ["Ani", "Budi"]
    assert names(client, status="settled") == ["Cici"]
    assert names(client, q="bu") == ["Budi"]
    assert names(client, reason="no_tariff") == ["Budi"]
    assert names(client, market=second.pk) == ["Budi"]
    assert names(client, owner=reviewer.pk) == ["Ani"]


def test_other_branches_are_not_in_it(client, reviewer) -> None:
    make_doubt(member=make_member(name="Cabang Lain"))
    assert names(client) == []
    assert (
        "Tidak ada tagihan meragukan di sini"
        in client.get(reverse("billing_doubts")).content.decode()
    )


def test_the_export_holds_the_same_without_formulas(client, market, reviewer) -> None:
    make_doubt(member=make_member(market=market, name="+Ani"), days=1, owner=reviewer)
    answer = client.get(reverse("billing_doubts_export"))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert rows[1][0] == "'+Ani"
    assert rows[1][3:] == [
        "2026-11",
        "Aktif, tetapi tanpa masa kepesertaan untuk bulan ini",
        "2026-11-09 12:00",
        "1",
        "Bu Ratna",
    ]


@pytest.mark.parametrize("count", [10, 100])
def test_queries_do_not_grow_with_the_list(
    client, market, reviewer, count, django_assert_max_num_queries
) -> None:
    for _ in range(count):
        make_doubt(member=make_member(market=market))
    with django_assert_max_num_queries(10):
        assert len(names(client)) == min(count, 50)


@pytest.mark.parametrize("make", [make_collector, make_treasurer, make_admin])
def test_only_reviewers_and_auditors_see_it(client, make) -> None:
    client.force_login(make())
    assert client.get(reverse("billing_doubts")).status_code == 404
    assert client.get(reverse("billing_doubts_export")).status_code == 404


def test_a_stranger_is_sent_to_the_login(client) -> None:
    assert client.get(reverse("billing_doubts")).url.startswith(reverse("login"))
