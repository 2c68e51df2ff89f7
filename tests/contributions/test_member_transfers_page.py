"""A member's own transfer, booked by the treasurer of her partner."""

import pytest
import time_machine
from django.urls import reverse

from contributions import books, member_transfers, voids
from contributions.member_transfers import UnableToBookMemberTransfer
from contributions.models import Payment, Void
from tests import factories
from tests.contributions import qris_samples, statement_steps
from tests.contributions.money import ask, by_type, make_cast
from tests.factories import NOON, TODAY


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def treasurer(cast, client):
    client.force_login(cast.treasurer)
    with time_machine.travel(NOON, tick=False):
        yield cast.treasurer


def test_the_treasurer_finds_her_and_books_the_sum_of_the_statement(client, cast, treasurer):
    member = cast.member(name="Siti Transfer")
    page = client.get(reverse("member_transfers"), {"q": "transfer"}).content.decode()
    address = reverse("book_member_transfer", args=[member.pk])
    assert address in page
    form = client.get(address).context["form"]
    [key] = [key for key in form.runs if key.startswith("3-")]
    sent = {"id": form.initial["id"], "paid": key, "reference": "TRF 77"}
    answer = client.post(address, sent)
    assert client.post(address, sent).status_code in (200, 302)
    payment = Payment.objects.get()
    assert answer.url == reverse("given_receipt", args=[payment.pk])
    assert (payment.method, payment.reference, payment.amount_idr) == ("transfer", "TRF 77", 33_600)
    assert books.differences(on=TODAY) == []


def test_a_sum_that_is_not_offered_is_chosen_anew(client, cast, treasurer):
    address = reverse("book_member_transfer", args=[cast.member().pk])
    sent = {"id": factories.new_id(), "paid": "1-202611-1", "reference": "TRF 1"}
    assert "Iurannya berubah." in client.post(address, sent).content.decode()
    assert not Payment.objects.exists()


def test_one_reference_pays_once(client, cast, treasurer):
    for number, member in enumerate((cast.member(), cast.member())):
        address = reverse("book_member_transfer", args=[member.pk])
        form = client.get(address).context["form"]
        sent = {"id": form.initial["id"], "paid": next(iter(form.runs)), "reference": "TRF 9"}
        page = client.post(address, sent).content.decode()
        assert ("Referensi TRF 9 sudah dicatat" in page) == bool(number)
    assert Payment.objects.count() == 1


def book(cast, member, reference):
    return member_transfers.record(
        asked=ask(member), reference=reference, by=cast.treasurer, at=NOON
    )


def undone(cast, payment, reason):
    void = voids.ask(payment=payment, reason=reason, by=cast.treasurer, at=NOON)
    another = factories.make_treasurer(partner=cast.partner)
    voids.grant(void=void, by=another, at=NOON)


def corrected(cast, payment):
    undone(cast, payment, Void.Reason.WRONG_MEMBER)


def rejected(cast, payment):
    cast.reject(cast.post(), payment.member)


@pytest.mark.parametrize("happens", [corrected, rejected])
def test_a_reference_whose_money_became_credit_is_not_booked_again(cast, happens):
    happens(cast, book(cast, cast.member(), "TRF 9"))
    with pytest.raises(UnableToBookMemberTransfer) as refusal:
        book(cast, cast.member(), "trf  9")
    assert refusal.value.code == "reference_used"
    assert books.differences(on=TODAY) == []


def test_a_transfer_that_never_arrived_may_still_come_and_is_found_on_the_statement(cast):
    bank = qris_samples.make_qris_code(market=cast.market).account.settles_into
    undone(cast, book(cast, cast.member(), "TRF-99"), Void.Reason.NO_MONEY)
    again = book(cast, cast.member(), "TRF-99")
    line = statement_steps.line_of(cast, bank, statement_steps.DAY, "TRF-99", "8.400")
    assert line.matches.get().payment_reference == again.reference
    assert books.differences(on=TODAY) == []


def test_a_member_of_another_partner_is_not_found(client, cast, treasurer):
    stranger = make_cast().member(name="Siti Jauh")
    assert client.get(reverse("book_member_transfer", args=[stranger.pk])).status_code == 404
    page = client.get(reverse("member_transfers"), {"q": "Jauh"}).content.decode()
    assert "Siti Jauh" not in page


def test_two_treasurers_who_book_one_reference_at_once_book_it_once(scratch_database, at_once):
    cast = make_cast()
    second = factories.make_treasurer(partner=cast.partner)
    pairs = [(cast.treasurer, ask(cast.member())), (second, ask(cast.member()))]
    outcomes = at_once(
        *(
            lambda by=by, asked=asked: member_transfers.record(
                asked=asked, reference="TRF 5", by=by, at=NOON
            )
            for by, asked in pairs
        )
    )
    [refusal] = by_type(outcomes, UnableToBookMemberTransfer)
    assert refusal.code == "reference_used"
    assert Payment.objects.count() == 1
