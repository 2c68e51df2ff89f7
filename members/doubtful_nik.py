"""Months that went to BPJS under a NIK that was corrected since: hers only once BPJS says so."""

from members.models import Member, NikCorrection


def of(*, member: Member) -> list[NikCorrection]:
    """Her corrections whose months BPJS has not confirmed, the oldest first."""
    rows = NikCorrection.objects.filter(
        member=member, status=NikCorrection.Status.APPROVED, confirmed_at=None
    )
    return [row for row in rows.order_by("decided_at") if row.is_doubtful]
