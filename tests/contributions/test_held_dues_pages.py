"""The pages of first dues taken at an enrolment."""

import pytest
from django.urls import reverse

from contributions import held_dues
from contributions.models import Payment
from members import review
from tests import factories
from tests.contributions.deposits import held, sent, swept, withdrawn
from tests.contributions.repaid import prepare
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


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


def test_withdrawn_the_collector_hands_it_over_and_a_treasurer_prepares_the_repayment(
    client, cast
) -> None:
    dues = withdrawn(held(cast))
    assert "Serahkan kepada bendahara" in get(client, cast.collector, "held_dues")
    address = reverse("first_dues", args=[dues.pk])
    assert "Jangan dikembalikan sendiri." in client.get(address).content.decode()
    assert client.post(address).status_code == 405
    assert "Harus dikembalikan" in get(client, cast.treasurer, "held_dues")
    cast.hand_over()
    swept(dues)
    preparing = reverse("prepare_repayment", args=[dues.member_id])
    assert preparing in get(client, cast.treasurer, "first_dues", dues.pk)
    assert preparing not in get(client, cast.collector, "first_dues", dues.pk)
    receipt = client.get(reverse("receipt", args=[dues.payment.token])).content.decode()
    assert "Menjadi kelebihan bayar" in receipt and ">Sah<" not in receipt
    row = prepare(member=dues.member, by=cast.treasurer)
    shown = get(client, cast.treasurer, "first_dues", dues.pk)
    assert reverse("repayment", args=[row.pk]) in shown and preparing not in shown
    assert "Iuran pertama tidak jadi dipakai" in get(client, cast.treasurer, "repayment", row.pk)


def test_handed_over_with_too_little_it_is_not_said_to_be_with_the_collector(client, cast) -> None:
    dues = withdrawn(held(cast))
    cast.hand_over(counted_idr=dues.amount_idr - 1_000)
    assert swept(dues).status == "owed"
    client.force_login(factories.make_auditor(partner=cast.partner))
    page = client.get(reverse("held_dues")).text
    assert "Harus dikembalikan" in page and "Belum diserahkan" not in page
    assert "Anda hitung" not in page


def test_while_the_branch_decides_nothing_is_given_back(client, cast) -> None:
    dues = held(cast)
    assert "Menunggu keputusan cabang." in get(client, cast.treasurer, "first_dues", dues.pk)


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
        assert client.get(reverse("first_dues", args=[dues.pk])).status_code == 404
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
