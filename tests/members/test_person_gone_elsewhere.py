"""A person whom one branch rejected and another insured: what the first may still see."""

import pytest
from django.urls import reverse

from members import review
from members.models import PersonalDataView
from tests.factories import NOON, make_enrolment, make_market, make_nik, make_reviewer

pytestmark = pytest.mark.django_db
NEW = {
    "address": "Jalan Baru 9",
    "phone": "0813 9999 0000",
    "mother_name": "Ibu Baru",
    "birth_place": "Mataram",
    "occupations": ("Kuli panggul",),
}


@pytest.fixture
def number():
    return make_nik()


@pytest.fixture
def old(client, number):
    """The case of the branch that rejected her, open to its reviewer."""
    market = make_market()
    reviewer = make_reviewer(branch=market.partner.branch)
    client.force_login(reviewer)
    old = make_enrolment(market=market, nik=number, name="Siti Contoh")
    review.reject(enrolment=old, reason="Foto buram.", by=reviewer, at=NOON)
    return old


@pytest.fixture
def elsewhere(old, number):
    new = make_enrolment(nik=number, name="Siti Contoh", **NEW)
    by = make_reviewer(branch=new.market.partner.branch)
    return review.approve(enrolment=new, by=by, at=NOON)


def page_of(client, old) -> str:
    return client.get(reverse("review_case", args=[old.pk])).content.decode()


def test_the_old_case_shows_only_the_name_and_the_decisions(client, old, elsewhere) -> None:
    page = page_of(client, old)
    assert "Siti Contoh" in page and "Foto buram." in page
    for text in ("Jalan Baru 9", "9999", "Ibu Baru", "Mataram", "Kuli panggul", "1975"):
        assert text not in page
    assert reverse("reveal_nik", args=[old.pk]) not in page


def test_the_nik_is_not_read_from_the_old_case(client, old, elsewhere) -> None:
    assert client.post(reverse("reveal_nik", args=[old.pk])).status_code == 404
    assert not PersonalDataView.objects.exists()


def test_the_table_does_not_tell_what_she_does_now(client, old, elsewhere) -> None:
    answer = client.get(reverse("review_queue_export"), {"status": "all"})
    table = b"".join(answer).decode()
    assert "Siti Contoh" in table and "Kuli panggul" not in table


def test_who_stays_in_the_branch_is_shown_in_full(client, old) -> None:
    page = page_of(client, old)
    assert "Jalan Contoh 1" in page and reverse("reveal_nik", args=[old.pk]) in page


def test_a_reading_is_kept_under_the_market_of_the_case(client, old, number) -> None:
    other = make_market(partner=old.market.partner)
    make_enrolment(market=other, nik=number)
    assert client.post(reverse("reveal_nik", args=[old.pk])).status_code == 200
    assert PersonalDataView.objects.get().market == old.market
