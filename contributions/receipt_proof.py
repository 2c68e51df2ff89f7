"""Is this receipt genuine, what was paid, and where is the money? For whoever holds its link.

What is shown of the member is masked. Collected and remitted are told apart: money on its way
protects nobody yet.
"""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from contributions import tariff_notice, wording
from contributions.models import Contribution, Handover, HeldDues, Payment, PaymentLine, Void
from contributions.tariff_notice import TariffNotice
from markets import months
from markets.models import Market
from members.models import PayerKind


@dataclass(frozen=True)
class ProofMonth:
    """One month of the receipt; `word` says where its money is, `tone` how good that is."""

    month: dt.date
    amount: int
    word: str
    tone: str
    note: str


@dataclass(frozen=True)
class Proof:
    """What the receipt's page shows. `void` is "", "asked" or "granted", `held` a status of dues
    taken before she was approved, or "", and `returned` says when, by whom they were given back.
    """

    receipt: str
    void: str
    held: str
    returned: str
    name: str
    market: Market
    partner: str
    taken_by: str
    method: str
    collected_at: dt.datetime
    months: list[ProofMonth]
    jkk_idr: int
    jkm_idr: int
    jht_idr: int
    relief_idr: int
    total_idr: int
    remitted_months: int
    next_amount: TariffNotice | None

    @property
    def is_valid(self) -> bool:
        """Whether the receipt counts (a request to undo it does not change that)."""
        return self.void != Void.Status.GRANTED and self.held != HeldDues.Status.RETURNED

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


def of_token(*, token: str, on: dt.date) -> Proof | None:
    """The proof behind that link, as it stands on that day; None where no receipt has it."""
    if "\x00" in token:  # which the database cannot be asked for
        return None
    payment = (
        Payment.objects.select_related("series", "member", "market", "partner", "taken_by")
        .filter(token=token)
        .first()
    )
    if payment is None:
        return None
    lines = list(payment.lines.select_related("contribution").order_by("contribution_month"))
    contributions = [line.contribution for line in lines if line.contribution is not None]
    standing = payment.voids.filter(status__in=Void.STANDING).first()
    void = standing.status if standing else ""
    held = HeldDues.objects.filter(payment=payment).select_related("returned_by").first()
    return Proof(
        receipt=payment.receipt,
        void=void,
        held=held.status if held else "",
        returned=_returned(held),
        name=masked(payment.member.name),
        market=payment.market,
        partner=payment.partner.name,
        taken_by=payment.taken_by.name,
        method=payment.get_method_display(),
        collected_at=payment.collected_at,
        months=_months(payment, lines),
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
        next_amount=None if void else _next_amount(contributions, on),
    )


def _returned(held: HeldDues | None) -> str:
    if held is None or held.returned_at is None or held.returned_by is None:
        return ""
    day = wording.day(held.returned_at.astimezone(months.WIB))
    return _("Dikembalikan tunai %(day)s oleh %(name)s.") % {
        "day": day,
        "name": held.returned_by.name,
    }


def masked(name: str) -> str:
    """`Siti Aminah` becomes `S*** A***`: she knows herself, a stranger does not."""
    return " ".join(f"{word[0]}***" for word in name.split())


def _months(payment: Payment, lines: list[PaymentLine]) -> list[ProofMonth]:
    place = _place(payment)
    found = []
    for line in lines:
        remitted_on = line.contribution.remitted_on if line.contribution else None
        if not line.live:
            word, tone, note = _("Tidak berlaku"), "bad", ""
        elif line.contribution is None:
            word, tone, note = _("Titipan"), "wait", place
        elif remitted_on:
            note = _("Disetor ke BPJS %(day)s") % {"day": wording.day(remitted_on)}
            word, tone = _("Sudah disetor"), "good"
        else:
            word, tone, note = _("Belum disetor"), "wait", place
        found.append(ProofMonth(line.contribution_month, line.amount_idr, word, tone, note))
    return found


def _place(payment: Payment) -> str:
    """Where money of the payment is that has not reached BPJS."""
    if payment.method == Payment.Method.TRANSFER:
        return _("Uang ada di rekening mitra")
    accepted = payment.handover_lines.filter(
        live=True, handover__status=Handover.Status.ACCEPTED
    ).exists()
    return _("Uang sudah diterima bendahara") if accepted else _("Uang ada pada kolektor")


def _next_amount(contributions: list[Contribution], on: dt.date) -> TariffNotice | None:
    """The amount that follows the last month paid; not for who does not pay it herself."""
    if not contributions or contributions[-1].payer_kind != PayerKind.SELF:
        return None
    return tariff_notice.after(contribution=contributions[-1], on=on)
