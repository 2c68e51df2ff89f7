"""Coming back: who left is enrolled anew from what is known, who lapsed pays; nothing is owed."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions import billing, returning
from contributions.models import Contribution
from members import consents, erasures, membership, reactivations, review, terms
from members.models import Enrolment, Member
from tests import factories
from tests.asked import give_nik
from tests.factories import NOON, NOVEMBER, TODAY
from tests.withdrawals import make_withdrawal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
LATER = NOON + dt.timedelta(hours=1)
JULY, FEBRUARY = dt.date(2026, 7, 1), dt.date(2027, 2, 1)


@pytest.fixture
def left(cast):
    """A member since January who paid until July and left with August."""
    return gone(cast, last_paid=JULY)


def gone(cast, *, last_paid):
    member = factories.make_member(
        market=cast.market, name="Siti Contoh", phone="+6281234567890", birth_place="Bogor"
    )
    give_nik(member=member, digits=factories.make_nik())
    factories.make_term(member=member, last_month=last_paid)
    factories.make_paid_month(member=member, month=last_paid)
    membership.end(member=member, at=factories.at(last_paid))
    return member


def url(member):
    return reverse("reactivate", args=[member.pk])


def wishes(**fields):
    typed = {
        "declared_income_idr": "2.000.000", "jht": "false", "sector": "non_transport",
        "phone": "0812 3456 7890", "address": "Jalan Contoh 1",
        "version": "2", "consent_how": "signed_sheet",
    }  # fmt: skip
    return {**typed, **fields}


def test_who_left_is_found_and_her_page_leads_there(client, left):
    found = client.get(reverse("take_payment_search"), {"q": "siti"}).text
    page = reverse("member_page", args=[left.pk])
    assert "Bukan peserta lagi" in found and page in found
    assert url(left) in client.get(page).text


def test_the_page_says_from_when_at_what_price_and_that_nothing_is_owed(client, left):
    page = client.get(url(left)).text
    for said in (
        "Mulai November 2026", "31 Juli 2026", "Rp8.400", "Tunggakan dari sebelumnya tidak",
        "kira-kira mulai Februari 2027", "Jalan Contoh 1", "0812-3456-7890", "1.000.000",
    ):  # fmt: skip
        assert said in page, said


def test_sent_and_approved_she_is_billed_from_the_shown_month_on_and_for_nothing_before(
    client, cast, left
):
    answer = client.post(url(left), wishes(), follow=True)
    assert "Pendaftaran Siti Contoh dikirim." in answer.text
    enrolment = Enrolment.objects.get(member=left)
    left.refresh_from_db()
    assert (left.status, left.name, left.birth_place) == ("applying", "Siti Contoh", "Bogor")
    assert "menunggu keputusan cabang" in client.get(url(left)).text
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    review.approve(enrolment=enrolment, by=reviewer, at=LATER)
    billing.open_due_runs(at=LATER)
    billing.work_all(at=LATER)
    term = terms.last(member=left)
    assert (term.first_month, term.declared_income_idr) == (NOVEMBER, 2_000_000)
    months = Contribution.objects.filter(member=left, status="open")
    assert [row.contribution_month for row in months] == [NOVEMBER]


def test_two_taps_are_one_enrolment(client, left):
    for _tap in range(2):
        client.post(url(left), wishes())
    assert Enrolment.objects.count() == 1


def test_what_cannot_stand_is_said_and_nothing_is_sent(client, left):
    assert "Isi alamat" in client.post(url(left), wishes(address="")).text
    assert "Naskah persetujuan sudah diganti" in client.post(url(left), wishes(version="1")).text
    assert not Enrolment.objects.exists()


def test_who_is_not_gone_is_not_sent(client, cast):
    member = cast.member()
    assert "Daftarkan ia seperti orang baru" in client.post(url(member), wishes()).text
    assert not Enrolment.objects.exists()


def test_who_comes_back_without_a_month_between_waits_for_nothing_anew(cast):
    member = gone(cast, last_paid=dt.date(2026, 10, 1))
    found = returning.of(member=member, on=TODAY)
    assert (found.first_month, found.full_jkm_from) == (NOVEMBER, None)


def test_who_lapsed_pays_the_current_month_and_owes_nothing_from_before(client, cast):
    member = cast.member(status=Member.Status.LAPSED)
    factories.make_paid_month(member=member, month=JULY)
    found = returning.of(member=member, on=TODAY)
    assert (found.first_month, found.full_jkm_from) == (NOVEMBER, FEBRUARY)
    page = client.get(url(member)).text
    assert "Mulai November 2026" in page and "Kirim ke cabang" not in page
    assert f"{reverse('take_payment')}?anggota={member.pk}" in page


def test_who_withdrew_her_consent_agrees_again_with_it(client, cast, left):
    make_withdrawal(member=left, by=cast.collector)
    client.post(url(left), wishes())
    assert Enrolment.objects.count() == 1
    assert consents.withdrawal_of(member=left) is None


def test_who_was_forgotten_is_enrolled_like_anybody(client, left):
    erasures.sweep(at=NOON)
    erasures.sweep(at=NOON.replace(year=2037))
    left.refresh_from_db()
    assert not reactivations.may_come_back(member=left)
    assert "tidak dapat diaktifkan lagi" in client.get(url(left)).text


def test_the_page_takes_few_queries(client, left):
    with CaptureQueriesContext(connection) as found:
        client.get(url(left))
    assert len(found) <= 12
