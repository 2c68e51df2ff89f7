"""A member withdraws her consent: what stops at once, and how she agrees again.

At once nobody reminds or visits her (the apps above look at the row) and what she need not have
told is erased. Her membership is suspended within three days by the apps above, which know what
she has paid. What the law keeps stays until its period is over (`members/retention.py`).
"""

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets import indonesian, months
from markets.models import User
from members import asked, consents, enrolment, erasures, retention
from members.asked import UnableToChange
from members.models import Consent, ConsentWithdrawal, Enrolment, Member

__all__ = ["UnableToChange", "agree_again", "record"]

ON_PAPER = (Consent.How.SIGNED_SHEET, Consent.How.THUMBPRINT)


@transaction.atomic
def record(
    *,
    id: UUID,
    member: Member,
    what: str,
    how: str,
    explanation: str = "",
    by: User,
    at: dt.datetime,
) -> ConsentWithdrawal:
    """She does not agree any more. Nobody decides about it: it is her right.

    An enrolment that is not decided yet is taken back with it. The same id sent again is the same
    withdrawal. Raises UnableToChange; nothing is changed then.
    """
    member = asked.lock(member=member)
    asked.check_works_there(by=by, market=member.market)
    row = ConsentWithdrawal(
        id=id,
        member=member,
        market_id=member.market_id,
        what=what,
        how=how,
        explanation=explanation.strip(),
        recorded_by=by,
        recorded_at=at,
    )
    if what == ConsentWithdrawal.What.EVERYTHING:
        row.suspend_by = at + retention.SUSPENSION_WITHIN
    stored = ConsentWithdrawal.objects.filter(pk=id).first()
    if stored is not None:
        if _body(stored) != _body(row):
            raise UnableToChange(
                _("Penarikan ini sudah dicatat dengan isi lain. Buka lagi halaman peserta."),
                "other_body",
            )
        return stored
    _check(row)
    row.save(force_insert=True)
    waiting = Enrolment.objects.filter(member=member, status__in=Enrolment.OPEN).first()
    if waiting is not None and row.what == ConsentWithdrawal.What.EVERYTHING:
        reason = indonesian.text(gettext_lazy("Persetujuan ditarik"))
        enrolment.withdraw(enrolment=waiting, by=by, at=at, reason=reason)
    erasures.optional(member=member, by=by, at=at)
    return row


@transaction.atomic
def agree_again(
    *, withdrawal: ConsentWithdrawal, version: str, how: str, by: User, at: dt.datetime
) -> Consent:
    """She agrees to the text of that version after all, on paper that the partner keeps.

    Before she was suspended everything goes on as before; after it she is enrolled again. Raises
    UnableToChange.
    """
    member = asked.lock(member=withdrawal.member)
    asked.check_works_there(by=by, market=member.market)
    if consents.withdrawal_of(member=member) is None:
        raise UnableToChange(_("Persetujuannya berlaku; tidak ada yang perlu dicatat."), "agreed")
    text = consents.in_force(on=months.law_day(at))
    if text.version != version:
        raise UnableToChange(
            _("Naskah persetujuan sudah diganti. Bacakan naskah yang baru, lalu kirim lagi."),
            "other_consent_text",
        )
    if how not in ON_PAPER:
        raise UnableToChange(_("Pilih cara ia menyetujui."), "how", "how")
    return consents.take(member=member, market=member.market, text=text, how=how, by=by, at=at)


def _check(row: ConsentWithdrawal) -> None:
    if row.what not in ConsentWithdrawal.What.values:
        raise UnableToChange(_("Pilih apa yang ditariknya."), "what", "what")
    if row.how not in ConsentWithdrawal.How.values:
        raise UnableToChange(_("Pilih cara ia menariknya."), "how", "how")
    if len(row.explanation) > asked.MOST_EXPLANATION:
        raise UnableToChange(
            _("Keterangan paling banyak %(count)d huruf.") % {"count": asked.MOST_EXPLANATION},
            "long_explanation",
            "explanation",
        )
    before = consents.withdrawal_of(member=row.member)
    everything = ConsentWithdrawal.What.EVERYTHING
    if before is not None and before.what in (row.what, everything):
        raise UnableToChange(_("Persetujuannya sudah ditarik."), "withdrawn_already")


def _body(row: ConsentWithdrawal) -> tuple[object, ...]:
    return (row.member_id, row.what, row.how, row.explanation, row.recorded_by_id)
