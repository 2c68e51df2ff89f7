"""The pages of first dues taken at an enrolment."""

import pytest
import time_machine
from django.urls import reverse

from contributions import held_dues
from contributions.models import HeldDues, Payment
from members import enrolment, review
from tests import factories
from tests.contributions.deposits import held, sent
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def cast():
    return make_cast()


def get(client, user, name, *args) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def test_the_collector_takes_them_from_her_list_with_a_receipt(client, cast) -> None:
    waiting = sent(cast)
    address = reverse("take_first_dues", args=[waiting.pk])
    assert address in get(client, cast.collector, "enrolments_mine")
    shown = client.get(address)
    assert "Rp8.400" in shown.content.decode() and "dikembalikan penuh" in shown.content.decode()
    sent_form = {**shown.context["form"].initial}
    answer = client.post(address, sent_form)
    again = client.post(address, sent_form)
    payment = Payment.objects.get()
    assert answer.url == again.url and str(payment.pk) in answer.url
    assert payment.receipt in client.get(answer.url).content.decode()
    receipt = client.get(reverse("receipt", args=[payment.token])).content.decode()
    assert "Titipan" in receipt and ">Sah<" not in receipt
    assert payment.receipt in client.get(address).content.decode()


def test_another_amount_than_was_shown_is_not_taken(client, cast) -> None:
    address = reverse("take_first_dues", args=[sent(cast).pk])
    client.force_login(cast.collector)
    client.post(address, {"id": factories.new_id(), "shown_total": 1})
    assert not Payment.objects.exists()
    assert "Iurannya berubah." in client.get(address).content.decode()


def test_withdrawn_it_is_given_back_and_the_receipt_proves_it(client, cast) -> None:
    dues = held(cast)
    enrolment.withdraw(enrolment=dues.enrolment, by=cast.collector, at=NOON)
    assert "Kembalikan" in get(client, cast.collector, "held_dues")
    address = reverse("give_back_dues", args=[dues.pk])
    assert "Sudah mengembalikan Rp8.400" in client.get(address).content.decode()
    answer = client.post(address)
    proof = client.get(answer.url).content.decode()
    assert "Bukti pengembalian" in proof and cast.collector.name in proof
    assert client.post(address).status_code == 302
    assert HeldDues.objects.get().status == "returned"


def test_while_the_branch_decides_nothing_can_be_given_back(client, cast) -> None:
    dues = held(cast)
    page = get(client, cast.treasurer, "give_back_dues", dues.pk)
    assert "Menunggu keputusan cabang." in page and "Sudah mengembalikan" not in page
    client.post(reverse("give_back_dues", args=[dues.pk]))
    assert HeldDues.objects.get().status == "held"


def test_applied_the_receipt_counts_and_can_be_read(client, cast) -> None:
    dues = held(cast)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    review.approve(enrolment=dues.enrolment, by=reviewer, at=NOON)
    held_dues.sweep(at=NOON)
    assert ">Sah<" in client.get(reverse("receipt", args=[dues.payment.token])).content.decode()
    assert "Menjadi iuran" in get(client, cast.treasurer, "held_dues")


def test_the_money_shows_in_the_collectors_hand_and_her_receipts(client, cast) -> None:
    dues = held(cast)
    for name in ("cash_in_hand", "my_receipts"):
        assert dues.payment.receipt in get(client, cast.collector, name)
    assert client.get(reverse("member_page", args=[dues.member_id])).status_code == 200


def test_other_collectors_and_partners_see_nothing(client, cast) -> None:
    dues = held(cast)
    for user in (factories.make_collector(market=cast.market), factories.make_treasurer()):
        client.force_login(user)
        assert client.get(reverse("give_back_dues", args=[dues.pk])).status_code == 404
        assert dues.member.name not in client.get(reverse("held_dues")).content.decode()


def test_the_list_costs_the_same_for_many(client, cast, django_assert_max_num_queries) -> None:
    for _number in range(8):
        held(cast)
    client.force_login(cast.treasurer)
    with django_assert_max_num_queries(8):
        client.get(reverse("held_dues"))


def test_a_sponsored_enrolment_has_nothing_to_take(client, cast) -> None:
    page = get(client, cast.collector, "take_first_dues", sent(cast, payer_kind="apbd").pk)
    assert "dibayar sponsor" in page
