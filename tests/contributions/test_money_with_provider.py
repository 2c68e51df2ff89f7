"""Between a QRIS charge's confirmation and its payout the money is with the provider."""

import pytest
from django.urls import reverse

from contributions import (
    cash_lies,
    ledger,
    remittances,
    treasury,
    unremitted,
)
from contributions.models import Payment
from tests.contributions.money import DUES_IDR
from tests.contributions.statement_steps import (
    LATER,
    line_of,
    paid_by_qris,
    settle,
    sound,
)
from tests.factories import TODAY

pytestmark = pytest.mark.django_db


def confirmed(cast, provider, member=None):
    charge = paid_by_qris(cast, provider, member)
    charge.refresh_from_db()
    return charge.payment


def paid_out(cast, provider, bank, amount="8.400"):
    return settle(cast, provider, line_of(cast, bank, "11/11/2026", "QRIS SETTLEMENT", amount))


def receipt(client, payment):
    return client.get(reverse("receipt", args=[payment.token])).text


def preview(cast):
    return remittances.preview(partner=cast.partner)


def test_the_receipt_says_that_money_is_with_the_provider_until_it_is_paid_out(
    client, cast, provider, bank
):
    payment = confirmed(cast, provider)
    text = receipt(client, payment)
    assert "Uang ada pada penyedia pembayaran" in text
    assert "Uang ada di rekening mitra" not in text
    paid_out(cast, provider, bank)
    text = receipt(client, payment)
    assert "Uang ada di rekening mitra" in text
    assert "penyedia pembayaran" not in text


def test_money_on_its_way_is_with_the_provider_until_it_is_paid_out(cast, provider, bank):
    def places():
        found = unremitted.by_partner(partners=[cast.partner.pk], on=TODAY)[cast.partner.pk]
        return {place: part.amount_idr for place, part in found.places.items()}

    confirmed(cast, provider)
    assert places() == {"provider_clearing": DUES_IDR}
    paid_out(cast, provider, bank)
    assert places() == {"partner_bank": DUES_IDR}


def test_a_month_with_the_provider_waits_for_its_payout_and_is_no_shortage(cast, provider, bank):
    confirmed(cast, provider)
    [part] = preview(cast).waiting
    assert (part.waits_for, part.place, part.holder) == (
        "clearing",
        "provider_clearing",
        "Penyedia pembayaran",
    )
    assert "belum cair dari penyedia" in part.reason
    paid_out(cast, provider, bank)
    assert (preview(cast).months, preview(cast).waiting) == (1, [])
    cast.remit()
    assert ledger.balance("partner_bank", cast.partner.pk) == 0
    sound()


def test_the_bank_pays_its_own_months_before_those_with_the_provider(cast, provider):
    confirmed(cast, provider)
    cast.pay(
        cast.member(), count=2, by=cast.treasurer, method=Payment.Method.TRANSFER, reference="BRI-1"
    )
    found = preview(cast)
    assert [(part.place, part.months) for part in found.holders] == [("partner_bank", 2)]
    assert [(part.waits_for, part.months) for part in found.waiting] == [("clearing", 1)]


def test_a_month_with_the_provider_is_paid_from_the_bank_where_that_has_more(cast, provider):
    for _each in range(2):
        confirmed(cast, provider)
    ledger.move(
        source=ledger.provider_clearing(cast.partner.pk),
        target=ledger.partner_bank(cast.partner.pk),
        amount_idr=DUES_IDR,
        founded=ledger.Founded("settlement", "0", cast.partner.pk, cast.treasurer, LATER),
    )
    found = preview(cast)
    assert [(part.place, part.months) for part in found.holders] == [("partner_bank", 1)]
    assert [part.waits_for for part in found.waiting] == ["clearing"]


def test_what_the_provider_holds_is_not_given_back_out_of_others_money(cast, provider):
    payment = confirmed(cast, provider)
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER, reference="BRI-1")
    needed = {payment: DUES_IDR}
    assert cash_lies.sources(partner=cast.partner.pk, needed=needed) == {payment.pk: None}


def test_the_treasurer_sees_what_the_provider_holds(client, cast, provider, bank):
    confirmed(cast, provider)

    def figures():
        return treasury.treasury(partner=cast.partner.pk, user=cast.treasurer, at=LATER)

    assert (figures().provider_idr, figures().bank_idr) == (DUES_IDR, 0)
    client.force_login(cast.treasurer)
    assert "Pada penyedia pembayaran" in client.get(reverse("treasury")).text
    paid_out(cast, provider, bank, "8.350")
    assert (figures().provider_idr, figures().bank_idr) == (0, 8_350)
