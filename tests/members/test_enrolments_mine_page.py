"""What became of my enrolments."""

import datetime as dt

import pytest
from django.urls import reverse

from members import enrolment, review
from members.models import Enrolment
from tests.factories import NOON, make_enrolment, make_reviewer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("as_collector")]


def page_of(client, **query) -> str:
    return client.get(reverse("enrolments_mine"), query).content.decode()


def test_returned_ones_come_first_with_the_reason(client, market, collector, reviewer) -> None:
    make_enrolment(market=market, by=collector, name="Ani Menunggu")
    returned = make_enrolment(market=market, by=collector, name="Budi Kembali", at=NOON)
    review.return_(
        enrolment=returned,
        codes=["phone"],
        reason="Alamat belum ada.",
        by=reviewer,
        at=NOON,
    )
    done = make_enrolment(market=market, by=collector, name="Cici Setuju")
    review.approve(enrolment=done, by=reviewer, at=NOON)
    page = page_of(client)
    assert page.index("Budi Kembali") < page.index("Ani Menunggu") < page.index("Cici Setuju")
    assert "Alamat belum ada." in page
    assert page.count(reverse("mend_enrolment", args=[returned.pk])) == 1
    assert reverse("withdraw_enrolment", args=[done.pk]) not in page


def test_those_of_others_are_seen_only_where_they_were_returned(
    client, market, collector, reviewer
) -> None:
    make_enrolment(market=market, name="Milik Orang Lain")
    returned = make_enrolment(market=market, name="Kembali Milik Lain")
    review.return_(enrolment=returned, reason="Nama?", by=reviewer, at=NOON)
    foreign = make_enrolment(name="Pasar Lain")
    review.return_(
        enrolment=foreign,
        reason="Nama?",
        by=make_reviewer(branch=foreign.market.partner.branch),
        at=NOON,
    )
    page = page_of(client)
    assert "Kembali Milik Lain" in page
    assert "Milik Orang Lain" not in page and "Pasar Lain" not in page


def test_the_list_can_be_searched_by_name(client, market, collector) -> None:
    for name in ("Siti Aminah", "Budi Santoso"):
        make_enrolment(market=market, by=collector, name=name)
    page = page_of(client, q="amin")
    assert "Siti Aminah" in page and "Budi Santoso" not in page
    assert "Tidak ada yang cocok" in page_of(client, q="zzz")


def test_an_empty_list_says_what_to_do(client, collector) -> None:
    assert "Belum ada pendaftaran" in page_of(client)


def test_taking_one_back_is_asked_once(client, market, collector) -> None:
    sent = make_enrolment(market=market, by=collector)
    url = reverse("withdraw_enrolment", args=[sent.pk])
    assert "Batalkan pendaftaran ini?" in client.get(url).content.decode()
    assert client.post(url).url == reverse("enrolments_mine")
    sent.refresh_from_db()
    assert sent.status == "withdrawn"
    assert "tidak bisa dibatalkan" in client.post(url, follow=True).content.decode()


def test_looking_at_a_decided_one_says_so_and_asks_for_nothing(
    client, market, collector, reviewer, monkeypatch
) -> None:
    sent = make_enrolment(market=market, by=collector)
    review.approve(enrolment=sent, by=reviewer, at=NOON)
    monkeypatch.delattr(enrolment, "withdraw")  # a link that is followed does no work
    answer = client.get(reverse("withdraw_enrolment", args=[sent.pk]))
    assert answer.url == reverse("enrolments_mine")
    assert "sudah selesai (Disetujui), jadi tidak bisa dibatalkan" in page_of(client)


def test_the_waiting_one_of_a_colleague_cannot_be_taken_back(client, market, collector) -> None:
    sent = make_enrolment(market=market)
    assert client.post(reverse("withdraw_enrolment", args=[sent.pk])).status_code == 404
    assert Enrolment.objects.get().status == "submitted"


@pytest.mark.parametrize("count", [10, 60])
def test_queries_do_not_grow_with_the_list(
    client, market, collector, count, django_assert_max_num_queries
) -> None:
    for number in range(count):
        at = NOON + dt.timedelta(minutes=number)
        made = make_enrolment(market=market, by=collector, at=at)
        if number % 3 == 0:
            enrolment.withdraw(enrolment=made, by=collector, at=at)
    with django_assert_max_num_queries(8):
        page_of(client)
