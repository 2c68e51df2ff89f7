"""A market to practise in: one's own way in and out, and nothing of it in the real figures."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import practice
from contributions import remittances
from contributions.models import Contribution, Handover, Payment, Remittance
from markets.models import Partner, Role, User
from members import enrolment, nik, nik_vault
from members.models import Member
from members.partner_changes import UnableToChangePartner, report
from tests import factories
from tests.architecture.urlconf import addresses
from tests.collectors.till import check, hidden, send
from tests.contributions.money import Cast
from tests.factories import NOON, NOVEMBER, PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
PRACTISE, BANNER = reverse("practise"), "Latihan: tidak ada yang dihitung"


@pytest.fixture
def owner(cast) -> User:
    cast.collector.set_password(PASSWORD)
    cast.collector.save()
    return cast.collector


@pytest.fixture
def practised(owner) -> Cast:
    """Her practice market, after a payment there and a hand-over that the other account took."""
    collector = practice.account(role=Role.COLLECTOR, by=owner, at=NOON)
    treasurer = practice.account(role=Role.TREASURER, by=owner, at=NOON)
    partner = collector.partner
    there = Cast(partner, partner.markets.get(), collector, treasurer)
    there.pay(there.market.members.first())
    there.hand_over()
    return there


def go(client, decision):
    return client.post(PRACTISE, {"decision": decision}, follow=True)


# ---- in and out ----


def test_one_button_leads_in_and_one_back(client, owner) -> None:
    client.force_login(owner)
    assert f'action="{PRACTISE}"' in client.get(reverse("help")).text
    page = go(client, "collector")
    assert page.redirect_chain[-1][0] == reverse("worklist")
    assert BANNER in page.text and "Siti Latihan" in page.text
    assert page.context["user"].practice_of == owner
    page = go(client, "back")
    assert page.redirect_chain[-1][0] == reverse("worklist")
    assert page.context["user"] == owner
    assert BANNER not in page.text and "Siti Latihan" not in page.text


def test_every_page_of_practice_says_so_also_on_paper(client, practised) -> None:
    client.force_login(practised.treasurer)
    sheet = reverse("handover_sheet", args=[Handover.objects.get().pk])
    for address in (reverse("treasury"), reverse("help"), reverse("account"), sheet):
        page = client.get(address).text
        assert BANNER in page
        assert "no-print" not in re.search(r'<div class="practice[^>]*>', page)[0]


def test_both_accounts_and_the_market_are_the_same_the_next_time(client, owner) -> None:
    client.force_login(owner)
    go(client, "collector")
    go(client, "treasurer")
    first = set(User.objects.filter(practice_of=owner).values_list("role", flat=True))
    assert first == {Role.COLLECTOR, Role.TREASURER}
    go(client, "back")
    go(client, "collector")
    assert Partner.objects.filter(is_practice=True).count() == 1


def test_a_whole_round_can_be_practised(client, owner) -> None:
    """Cash taken by the one account is counted by the other; sending it on is where it ends."""
    client.force_login(owner)
    go(client, "collector")
    send(client, hidden(check(client, {Member.objects.get(name="Siti Latihan"): 1})))
    assert Payment.objects.get().receipt.startswith("LATIHAN")
    go(client, "treasurer")
    partner = Partner.objects.get(is_practice=True)
    collector, treasurer = User.objects.filter(practice_of=owner).order_by("role")
    Cast(partner, partner.markets.get(), collector, treasurer).hand_over()
    page = client.post(reverse("make_remittance"), follow=True)
    assert "setoran latihan tidak dikirim ke BPJS" in page.text
    assert not Remittance.objects.exists()


def test_anew_gives_other_people_and_keeps_what_was_written(client, practised, owner) -> None:
    client.force_login(practised.collector)
    page = go(client, "anew")
    assert page.redirect_chain[-1][0] == reverse("worklist")
    assert Payment.objects.count() == 1
    accounts = User.objects.filter(practice_of=owner, is_active=True)
    assert {account.partner_id for account in accounts}.isdisjoint({practised.partner.pk})
    assert Member.objects.filter(name="Siti Latihan").count() == 2


def test_nobody_gets_back_into_an_account_whose_password_has_changed(client, owner) -> None:
    client.force_login(owner)
    go(client, "collector")
    owner.set_password("kata-sandi-yang-baru")
    owner.save()
    assert go(client, "back").redirect_chain[-1][0] == reverse("login")
    assert "_auth_user_id" not in client.session


def test_who_did_not_come_in_from_an_account_does_not_get_back_into_it(client, practised) -> None:
    """A practice account opened in any other way leads nowhere."""
    client.force_login(practised.collector)
    assert go(client, "back").redirect_chain[-1][0] == reverse("login")


def test_a_practice_account_has_no_password_and_is_given_no_code(client, practised) -> None:
    assert not practised.collector.has_usable_password()
    client.force_login(factories.make_admin())
    assert practised.collector.username not in client.get(reverse("people_i_help")).text
    page = client.get(reverse("issue_password_code", args=[practised.collector.pk]))
    assert page.status_code == 404


def test_other_roles_have_no_practice(client, reviewer) -> None:
    client.force_login(reviewer)
    assert client.get(PRACTISE).status_code == 404
    with pytest.raises(practice.UnableToPractise):
        practice.account(role=Role.COLLECTOR, by=reviewer, at=NOON)


def test_one_practice_account_of_each_role(practised, owner) -> None:
    refused = pytest.raises(IntegrityError, match="one_practice_account_of_each_role")
    with refused, transaction.atomic():
        factories.make_collector(partner=practised.partner, practice_of=owner)


# ---- nothing of it leaves ----


def test_its_people_have_numbers_that_nobody_can_have(practised) -> None:
    for member in practised.market.members.all():
        assert re.fullmatch(r"00\d{10}99\d\d", nik_vault.open_(member))


def test_a_real_person_does_not_become_known_by_practising(practised) -> None:
    number = factories.make_nik()
    application = factories.make_application(market=practised.market, nik=number)
    with pytest.raises(enrolment.UnableToEnrol, match="tidak dikirim ke cabang"):
        enrolment.submit(application=application, by=practised.collector, at=NOON)
    index = nik_vault.index(nik.parse(number, on=dt.date(2026, 11, 10)))
    assert not Member.objects.filter(nik_index=index).exists()


def test_nobody_is_reported_from_practice(practised) -> None:
    told = {"nik_text": factories.make_nik(), "name": "Siti", "market": practised.market}
    with pytest.raises(UnableToChangePartner, match="latihan"):
        report(**told, by=practised.collector, at=NOON)


def test_no_remittance_of_practice_is_made_final(practised) -> None:
    with pytest.raises(remittances.UnableToRemit, match="tidak dikirim ke BPJS"):
        remittances.finalise(partner=practised.partner, by=practised.treasurer, at=NOON)


@pytest.mark.parametrize("name", ["imports", "qris_codes", "statements", "sponsors", "posters"])
def test_what_reaches_beyond_the_market_cannot_be_sent(client, practised, name) -> None:
    client.force_login(practised.treasurer)
    page = client.post(reverse(name), follow=True)
    assert "Ini tidak bisa dicoba dalam latihan." in page.text


def test_its_receipt_says_that_it_is_none(client, practised) -> None:
    payment = Payment.objects.get()
    for name in ("receipt", "receipt_print"):
        page = client.get(reverse(name, args=[payment.token])).text
        assert "Latihan, bukan kuitansi" in page
        assert ">Sah<" not in page
    client.force_login(practised.collector)
    done = client.get(reverse("payment_done"), {"kuitansi": str(payment.pk)}).text
    assert "LATIHAN%2C%20tidak%20ada%20uang" in done


def people_of_the_real_house(cast, reviewer) -> list[User]:
    branch = cast.partner.branch
    auditors = [factories.make_auditor(branch=branch), factories.make_auditor(partner=cast.partner)]
    return [cast.collector, cast.treasurer, reviewer, *auditors]


def test_no_page_of_the_real_house_shows_any_of_it(client, cast, practised, reviewer) -> None:
    traces = ("Pasar Latihan", "Siti Latihan", "LATIHAN", practised.partner.name)
    opened, leaks = 0, []
    for person in people_of_the_real_house(cast, reviewer):
        client.force_login(person)
        for address in addresses():
            if address.has_arguments or address.is_api or address.is_public:
                continue
            page = client.get(reverse(address.name), follow=True)
            if page.status_code != 200 or page.streaming:
                continue
            opened += 1
            text = page.content.decode(errors="replace")
            leaks += [(person.role, address.name, word) for word in traces if word in text]
    assert opened > 100
    assert leaks == []


def test_real_sums_are_the_same_with_and_without_it(client, cast, owner, reviewer) -> None:
    cast.pay(cast.member())
    client.force_login(reviewer)
    names = ("branch_figures", "unremitted_money", "billing_runs", "handovers", "worker_exports")

    def shown() -> list[str]:
        pages = [client.get(reverse(name)).text for name in names]
        return [page.partition("<main")[2].partition("<footer")[0] for page in pages]

    before = shown()
    collector = practice.account(role=Role.COLLECTOR, by=owner, at=NOON)
    there = Cast(collector.partner, collector.partner.markets.get(), collector, collector)
    there.pay(there.market.members.first())
    assert Contribution.objects.filter(member__market=there.market).count() == len(practice.PEOPLE)
    assert shown() == before


def test_the_books_are_clean_with_it(practised) -> None:
    call_command("check_books")


def test_the_worklist_of_practice_keeps_its_budget(client, practised) -> None:
    client.force_login(practised.collector)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(reverse("worklist"))
    assert page.status_code == 200
    assert len(queries) <= 12


def test_a_practice_market_owes_this_month(practised) -> None:
    rows = Contribution.objects.filter(member__market=practised.market)
    assert set(rows.values_list("contribution_month", flat=True)) == {NOVEMBER}
