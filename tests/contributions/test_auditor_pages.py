"""What auditors read besides the books: claims, the partner's cash, credit, sponsors' transfers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import PayerKind
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.credit import give
from tests.contributions.money import make_cast
from tests.factories import NOVEMBER
from tests.members.relatives import make_family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
MOST_QUERIES = 12


@pytest.fixture
def auditor(client, cast):
    client.force_login(factories.make_auditor(partner=cast.partner))
    return client


def read(client, name, *args, **query):
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    assert len(asked) <= MOST_QUERIES, name
    return answer.content.decode()


@pytest.fixture
def claim(cast):
    member = cast.member(name="Siti Contoh")
    cast.pay(member)
    make_family(member=member, name="Dewi Contoh", by=cast.collector, phone="+628111222333")
    death = reported(member, by=cast.collector)
    return confirmed(death, by=factories.make_reviewer(branch=cast.partner.branch))


def forms_sent(page):
    """The forms of the page that send something."""
    return [part for part in page.split("<form")[1:] if 'method="post"' in part.split(">")[0]]


def is_only_read(page):
    own = (reverse("logout"), reverse("choose_language"))
    return all(any(to in form.split(">")[0] for to in own) for form in forms_sent(page))


def test_an_auditor_reads_a_claim_and_is_shown_no_button_and_no_telephone(auditor, claim):
    assert "Siti Contoh" in read(auditor, "claims", status="all")
    for name, pk in (("claim", claim.pk), ("death", claim.death_id), ("claim_sheet", claim.pk)):
        page = read(auditor, name, pk)
        assert "Siti Contoh" in page
        assert is_only_read(page), name
        assert "0811" not in page and "tel:" not in page
    assert "Dewi Contoh" in read(auditor, "claim", claim.pk)
    assert "Laporan ini keliru" not in read(auditor, "death", claim.death_id)
    assert auditor.get(reverse("claims_export")).status_code == 200


def test_an_auditor_is_led_from_a_member_who_died_to_the_claim(auditor, claim):
    page = auditor.get(reverse("member_page", args=[claim.member_id])).text
    assert reverse("death", args=[claim.death_id]) in page


def test_an_auditor_sends_nothing_about_a_claim(auditor, claim):
    sent = {"document": "death_certificate", "state": "received", "to": "sent", "reason": "Salah"}
    for name, pk in (
        ("claim", claim.pk),
        ("claim_document", claim.pk),
        ("death", claim.death_id),
        ("ask_death_reversal", claim.death_id),
    ):
        assert auditor.post(reverse(name, args=[pk]), sent).status_code == 404


def test_an_auditor_sees_each_treasurers_cash_and_nothing_to_do(auditor, cast):
    cast.pay(cast.member())
    cast.hand_over()
    cast.pay(cast.member())
    page = read(auditor, "treasury")
    assert f"Kas {cast.treasurer.name}" in page and "Kas saya" not in page
    assert "Susun setoran" not in page and "Menunggu Anda" not in page
    assert "Rp8.400" in page


def test_an_auditor_sees_who_has_credit_and_prepares_nothing(auditor, cast):
    member = cast.member(name="Siti Contoh")
    give(cast, member, 5_000)
    page = read(auditor, "credit_holders")
    assert "Siti Contoh" in page and "Rp5.000" in page
    assert reverse("prepare_repayment", args=[member.pk]) not in page
    assert reverse("member_page", args=[member.pk]) in page
    assert reverse("credit_holders") in read(auditor, "repayments")


def test_an_auditor_sees_what_sponsors_owe_and_books_nothing(auditor, cast):
    member = cast.member(name="Siti Contoh")
    factories.make_contribution(member=member, month=NOVEMBER, payer_kind=PayerKind.APBD)
    page = read(auditor, "sponsor_transfers")
    assert "November 2026" in page and "catat transfernya" not in page
    assert reverse("book_transfer", args=["apbd", "2026-11"]) not in page


def test_an_auditor_of_a_branch_chooses_among_its_partners(client, cast):
    other = make_cast(branch=cast.partner.branch, name="Paguyuban Lain")
    client.force_login(factories.make_auditor(branch=cast.partner.branch))
    for name in ("treasury", "credit_holders", "sponsor_transfers"):
        for partner in (cast.partner, other.partner):
            page = read(client, name, mitra=partner.pk)
            assert f'<p class="lead">{partner.name}' in page


@pytest.mark.parametrize("name", ["treasury", "credit_holders", "sponsor_transfers"])
def test_who_asks_for_a_partner_out_of_reach_is_shown_none(client, cast, name):
    stranger = make_cast(branch=cast.partner.branch).partner
    asked = {"mitra": stranger.pk}
    for reader in (cast.treasurer, factories.make_auditor(partner=cast.partner)):
        client.force_login(reader)
        assert client.get(reverse(name), asked).status_code == 404
    client.force_login(factories.make_auditor())
    assert client.get(reverse(name), asked).status_code == 404
    client.force_login(factories.make_auditor(branch=cast.partner.branch))
    assert client.get(reverse(name), {"mitra": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["claims", "treasury", "credit_holders", "sponsor_transfers"])
def test_each_is_linked_from_the_auditors_further_pages(auditor, name):
    assert f'href="{reverse(name)}"' in auditor.get(reverse("further_pages")).text
