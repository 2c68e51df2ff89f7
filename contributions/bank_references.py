"""What a bank calls a transfer, and whose money it is: members', a sponsor's or the partner's own.

The same money is never booked as two of these. Who books asks with the partner locked.
"""

from contributions.models import CollectionSheet, Payment, Replenishment, SponsorTransfer
from contributions.void_receipts import never_arrived


def written_as(reference: str) -> str:
    """A reference as receipts and matches have it."""
    return " ".join(reference.split()).upper()


def is_members(partner: int | None, reference: str) -> bool:
    """Whether receipts, or a sheet of a transfer for many, name it."""
    paid = Payment.objects.filter(
        ~never_arrived(), partner=partner, method=Payment.Method.TRANSFER, reference=reference
    )
    sheets = CollectionSheet.objects.filter(partner=partner, reference=reference)
    return paid.exists() or sheets.exists()


def is_sponsors(partner: int | None, reference: str) -> bool:
    """Whether a sponsor's transfer is booked under it."""
    return SponsorTransfer.objects.filter(partner=partner, reference=reference).exists()


def is_own(partner: int | None, reference: str) -> bool:
    """Whether the partner's own money is told under it, and not refused or taken back."""
    counted = (Replenishment.Status.ASKED, Replenishment.Status.CONFIRMED)
    return Replenishment.objects.filter(
        partner=partner, reference=reference, status__in=counted
    ).exists()
