"""What a reviewer found about a membership with BPJS, sent together with the approval."""

import datetime as dt

import pytest

from members.earlier_memberships import Earlier
from members.models import EarlierMembership, Member
from tests.factories import make_enrolment, make_member
from tests.members.test_review_case_page import case_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_reviewer")]


EARLIER = Earlier(
    membership_number="12345678901",
    member_since=dt.date(2021, 3, 1),
    last_month_paid=dt.date(2026, 9, 1),
)
COMPARED = {
    "finding": "confirmed",
    "member_since_month": "3",
    "member_since_year": "2021",
    "last_month_paid_month": "8",
    "last_month_paid_year": "2026",
    "membership_number": "",
}


def approve(client, waiting, **fields):
    shown = waiting.submitted_at.isoformat()
    return client.post(case_url(waiting), {"decision": "approve", "shown": shown, **fields})


def test_what_was_told_is_shown_as_her_word(client, market, reviewer):
    waiting = make_enrolment(market=market, earlier=EARLIER)
    page = client.get(case_url(waiting)).content.decode()
    assert "Sejak Maret 2021, dibayar sampai September 2026 (menurut peserta)" in page
    assert "KPJ 12345678901" in page
    assert 'name="membership_number" value="12345678901"' in page


def test_what_bpjs_says_is_taken_over_with_the_approval(client, market, reviewer):
    waiting = make_enrolment(market=market, earlier=EARLIER)
    assert approve(client, waiting, **COMPARED).status_code == 302
    kept = EarlierMembership.objects.get()
    assert (kept.last_month_paid, kept.confirmed) == (dt.date(2026, 8, 1), True)


def test_without_a_finding_it_counts_as_it_was_told(client, market, reviewer):
    waiting = make_enrolment(market=market, earlier=EARLIER)
    approve(client, waiting)
    kept = EarlierMembership.objects.get()
    assert (kept.last_month_paid, kept.confirmed) == (dt.date(2026, 9, 1), False)


def test_who_is_new_after_all_is_approved_as_new(client, market, reviewer):
    waiting = make_enrolment(market=market, earlier=EARLIER)
    approve(client, waiting, finding="new", last_month_paid_month="x")
    assert not EarlierMembership.objects.exists()
    assert Member.objects.get().status == "active"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"last_month_paid_year": ""}, "Lengkapi bulan dan tahun."),
        ({"last_month_paid_year": "2020"}, "tidak bisa sebelum ia menjadi peserta"),
        ({"member_since_month": "", "member_since_year": ""}, "Isi sejak bulan apa ia peserta"),
        ({"membership_number": "98765432109"}, "sudah tercatat untuk peserta lain"),
    ],
)
def test_a_finding_that_cannot_stand_decides_nothing(client, market, reviewer, changed, sentence):
    make_member(membership_number="98765432109")
    waiting = make_enrolment(market=market, earlier=EARLIER)
    page = approve(client, waiting, **{**COMPARED, **changed})
    assert sentence in page.content.decode()
    waiting.refresh_from_db()
    assert waiting.status == "submitted"
