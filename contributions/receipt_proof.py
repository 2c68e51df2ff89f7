"""Is this receipt genuine, what was paid, and where is the money? For whoever holds its link.

What is shown of the member is masked. Collected and remitted are told apart: money on its way
protects nobody yet.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contributions import (
    ending_sponsorships,
    receipt_code,
    receipt_months,
    tariff_notice,
    wording,
)
from contributions.models import Contribution, HeldDues, OfflinePayment, Payment, Void
from contributions.receipt_months import ReceiptMonth
from contributions.tariff_notice import TariffNotice
from markets.models import Market
from members.models import PayerKind

# What a receipt of cash without a signal is whose months cannot be paid: until it was counted, and
# then.
UNCOUNTED = "uncounted"
WITHOUT_A_MONTH = {
    OfflinePayment.Status.HELD: UNCOUNTED,
    OfflinePayment.Status.CREDITED: HeldDues.Status.CREDITED,
}
# That, and dues taken before the branch had decided: they pay no month yet.
NOT_YET = (HeldDues.Status.HELD, HeldDues.Status.OWED, UNCOUNTED)


@dataclass(frozen=True)
class Proof:
    """What the receipt's page shows. `void` is "", "asked" or "granted", `held` a status of dues
    taken before she was approved, or "".

    It was taken at `collected_at`, stored at `received_at`, and counts for `business_day` (WIB).
    """

    receipt: str
    check_code: str
    void: str
    voided_at: dt.datetime | None
    is_corrected: bool
    held: str
    name: str
    market: Market
    partner: str
    taken_by: str
    method: str
    collected_at: dt.datetime
    received_at: dt.datetime
    business_day: dt.date
    months: list[ReceiptMonth]
    jkk_idr: int
    jkm_idr: int
    jht_idr: int
    relief_idr: int
    total_idr: int
    remitted_months: int
    next_amount: TariffNotice | None
    # Who paid in her place, until when, and what follows; empty where she paid herself.
    sponsor: str = ""
    is_practice: bool = False

    @property
    def is_valid(self) -> bool:
        """Whether the receipt counts (a request to undo it does not change that)."""
        return self.void != Void.Status.GRANTED and self.held != HeldDues.Status.CREDITED

    @property
    def word(self) -> str:
        """Valid, void, given back, or not confirmed yet: the one word over the receipt.

        Of a valid one also that BPJS rejected its months, or some of them. Practice is none of it.
        """
        if self.is_practice:
            return _("Latihan, bukan kuitansi")
        if self.void == Void.Status.GRANTED:
            return _("Dibatalkan")
        if self.rejected:
            all_of_it = len(self.rejected) == len(self.months)
            return _("Sah, tetapi ditolak BPJS") if all_of_it else _("Sah, sebagian ditolak BPJS")
        words: dict[str, str] = {
            HeldDues.Status.HELD: _("Belum dikonfirmasi"),
            HeldDues.Status.OWED: _("Dikembalikan penuh"),
            HeldDues.Status.CREDITED: _("Menjadi kelebihan bayar"),
            UNCOUNTED: _("Belum dikonfirmasi"),
        }
        return words.get(self.held, _("Sah"))

    @property
    def tone(self) -> str:
        """How good that word is: good, wait or bad."""
        if self.is_practice or self.void == Void.Status.GRANTED:
            return "bad"
        if self.rejected:
            return "bad" if len(self.rejected) == len(self.months) else "wait"
        return "wait" if self.held in NOT_YET or not self.is_valid else "good"

    @property
    def rejected(self) -> list[ReceiptMonth]:
        """The months BPJS did not take: the money was paid, and these protect nobody."""
        return [month for month in self.months if month.is_rejected]

    @property
    def rejection(self) -> str:
        """Which months BPJS rejected, why, and what happens next; empty where none was."""
        return " ".join(f"{wording.month(row.month)}: {row.note}" for row in self.rejected)

    @property
    def is_remitted(self) -> bool:
        """Whether BPJS has every month of it."""
        return self.is_valid and self.remitted_months == len(self.months)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """The amounts per programme, the total last."""
        programmes = [("JKK", self.jkk_idr), ("JKM", self.jkm_idr), ("JHT", self.jht_idr)]
        rows = [(name, wording.rupiah(amount)) for name, amount in programmes if amount]
        return [*rows, (_("Jumlah"), wording.rupiah(self.total_idr))]


def of_payment(*, payment: Payment, on: dt.date) -> Proof:
    """The proof of that payment; load series, member, market, partner and taken_by with it."""
    lines = list(payment.lines.select_related("contribution").order_by("contribution_month"))
    contributions = [line.contribution for line in lines if line.contribution is not None]
    standing = payment.voids.filter(status__in=Void.STANDING).first()
    return Proof(
        receipt=payment.receipt,
        check_code=receipt_code.written(receipt_code.of(payment)),
        void=standing.status if standing else "",
        voided_at=standing.decided_at if standing else None,
        is_corrected=standing is not None and standing.is_correction,
        held=_held(payment),
        name=masked(payment.member.name),
        market=payment.market,
        partner=payment.partner.name,
        is_practice=payment.partner.is_practice,
        taken_by=payment.taken_by.name,
        method=_method(payment),
        collected_at=payment.collected_at,
        received_at=payment.received_at,
        business_day=payment.business_day,
        months=receipt_months.of_payment(payment, lines),
        jkk_idr=sum(row.jkk_idr for row in contributions),
        jkm_idr=sum(row.jkm_idr for row in contributions),
        jht_idr=sum(row.jht_idr for row in contributions),
        relief_idr=sum(row.relief_idr for row in contributions),
        total_idr=payment.amount_idr,
        remitted_months=sum(
            line.live
            and line.contribution is not None
            and line.contribution.remitted_on is not None
            for line in lines
        ),
        next_amount=None if standing else _next_amount(contributions, on),
        sponsor="" if standing else _sponsor(contributions, on),
    )


def _held(payment: Payment) -> str:
    """The status of first dues, or of cash taken without a signal that fits no month; or ""."""
    first_dues = HeldDues.objects.filter(payment=payment).first()
    if first_dues is not None:
        return first_dues.status
    offline = OfflinePayment.objects.filter(payment=payment).first()
    return WITHOUT_A_MONTH.get(OfflinePayment.Status(offline.status), "") if offline else ""


def _sponsor(contributions: list[Contribution], on: dt.date) -> str:
    if not contributions or contributions[-1].payer_kind == PayerKind.SELF:
        return ""
    paid = ending_sponsorships.of_member(member_id=contributions[-1].member_id, on=on)
    return f"{paid.sentence} {paid.warning}".strip() if paid else ""


def _method(payment: Payment) -> str:
    """How it was paid; where her credit paid a part, both parts."""
    method = payment.get_method_display()
    if not payment.credit_idr or not payment.cash_idr:
        return method
    return _("%(method)s %(cash)s dan kelebihan bayar %(credit)s") % {
        "method": method,
        "cash": wording.rupiah(payment.cash_idr),
        "credit": wording.rupiah(payment.credit_idr),
    }


def masked(name: str) -> str:
    """`Siti Aminah` becomes `S*** A***`: she knows herself, a stranger does not."""
    return " ".join(f"{word[0]}***" for word in name.split())


def _next_amount(contributions: list[Contribution], on: dt.date) -> TariffNotice | None:
    """The amount that follows the last month paid; not for who does not pay it herself."""
    if not contributions or contributions[-1].payer_kind != PayerKind.SELF:
        return None
    return tariff_notice.after(contribution=contributions[-1], on=on)
