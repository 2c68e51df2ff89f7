"""A sponsor stops paying before his programme's last month.

A treasurer asks with a reason, another person decides, as about programmes. From the month named on
the sponsor pays nothing more: what was billed to him of these months and is not paid leaves his
statements and is billed anew to the members, in the same transaction; so no month is left without a
payer and none has two. What he has paid stays his, and so does what is earlier: he still owes it.
That is so too where BPJS rejected a month before one he has paid: its money is back with him.
Nobody is admitted any more, and who was sponsored is told (`ending_sponsorships.py`).

Locks as in `sponsor_statements.py`.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _

from contributions import another_person, sponsor_endings, tariff
from contributions.models import (
    Contribution,
    ProgrammeStop,
    SponsorProgramme,
    Sponsorship,
    SponsorStatementLine,
)
from contributions.payment_rows import lock_contributions, lock_members
from contributions.sponsor_endings import Ending
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal
from members.models import PayerKind

# Further ahead is asked later: until then people still come and go.
MOST_MONTHS_AHEAD = 2


class UnableToStop(Refusal):
    """The programme cannot be stopped so; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, needs_reason, wrong_month, asked_already, own_request, decided;
    `field` is where to mend it.
    """


def ask(
    *, programme: SponsorProgramme, from_month: dt.date, reason: str, by: User, at: dt.datetime
) -> ProgrammeStop:
    """Ask that it ends before that month. Raises UnableToStop."""
    reason = reason.strip()
    if not by.is_treasurer_of(programme.partner_id):
        raise UnableToStop(_("Diajukan oleh bendahara mitra ini."), "not_yours")
    if not reason:
        raise UnableToStop(
            _("Tulis mengapa sponsor berhenti, dan dari mana diketahui."), "needs_reason", "reason"
        )
    _check_month(programme, from_month, at)
    try:
        with transaction.atomic():
            return ProgrammeStop.objects.create(
                programme=programme,
                from_month=from_month,
                reason=reason,
                asked_by=by,
                asked_at=at,
            )
    except IntegrityError as error:
        raise UnableToStop(_("Penghentian program ini sudah diajukan."), "asked_already") from error


def grant(*, stop: ProgrammeStop, note: str = "", by: User, at: dt.datetime) -> ProgrammeStop:
    """Members pay themselves from that month on. Raises UnableToStop."""
    with transaction.atomic():
        tariff.hold()
        Partner.objects.select_for_update(no_key=True).get(pk=stop.programme.partner_id)
        stop = _to_be_decided(stop, by)
        status = ProgrammeStop.Status.GRANTED
        stop = another_person.decide(row=stop, status=status, note=note, by=by, at=at)
        running = list(_running(stop))
        lock_members(pks=[row.member_id for row in running])
        _release(stop, at)
        sponsor_endings.fall_back(
            endings=[
                Ending(row, stop.from_month, Sponsorship.EndReason.STOPPED) for row in running
            ],
            payer_kind=stop.programme.sponsor.payer_kind,
            at=at,
        )
        return stop


def refuse(*, stop: ProgrammeStop, note: str = "", by: User, at: dt.datetime) -> ProgrammeStop:
    """The programme goes on as approved. Raises UnableToStop."""
    with transaction.atomic():
        stop, status = _to_be_decided(stop, by), ProgrammeStop.Status.REFUSED
        return another_person.decide(row=stop, status=status, note=note, by=by, at=at)


def may_decide(*, stop: ProgrammeStop, user: User) -> bool:
    """Whether that person may decide it, if it still waits."""
    return another_person.may_act(
        partner=stop.programme.partner, user=user, involved={stop.asked_by_id}
    )


def latest_of(*, programme: SponsorProgramme) -> Any:
    """What was last asked, refused or not, in one query; None where nothing was.

    `people` would pay for themselves if it were granted now, and `lines` months of `lines_idr`
    would leave the sponsor's statements.
    """
    people = Sponsorship.objects.filter(
        programme=programme.pk, last_month__gte=OuterRef("from_month")
    )
    unpaid = _unpaid(programme.pk, OuterRef("from_month")).order_by().values("programme")
    return (
        programme.stops.select_related("programme__partner", "asked_by", "decided_by")
        .annotate(
            people=Subquery(
                people.order_by().values("programme").annotate(n=Count("pk")).values("n")
            ),
            lines=Subquery(unpaid.annotate(n=Count("pk")).values("n")),
            lines_idr=Subquery(unpaid.annotate(sum=Sum("amount_idr")).values("sum")),
        )
        .first()
    )


def _running(stop: ProgrammeStop) -> QuerySet[Sponsorship]:
    """Who would be paid for in that month or later."""
    return Sponsorship.objects.filter(
        programme=stop.programme_id, last_month__gte=stop.from_month
    ).order_by("place")


def _unpaid(programme: Any, from_month: Any) -> QuerySet[SponsorStatementLine]:
    """What he does not pay any more: nothing before a month of hers that he has paid."""
    paid_later = Contribution.objects.filter(
        member=OuterRef("member"),
        contribution_month__gt=OuterRef("contribution_month"),
        contribution_month__lte=OuterRef("sponsorship__last_month"),
        status=Contribution.Status.PAID,
    ).exclude(payer_kind=PayerKind.SELF)
    return SponsorStatementLine.objects.filter(
        ~Exists(paid_later),
        programme=programme,
        contribution_month__gte=from_month,
        contribution__status=Contribution.Status.OPEN,
        live=True,
    )


def _release(stop: ProgrammeStop, at: dt.datetime) -> None:
    """Take what he will not pay from his statements; its budget is back."""
    unpaid = _unpaid(stop.programme_id, stop.from_month).order_by()
    lock_contributions(pks=list(unpaid.values_list("contribution", flat=True)))
    unpaid.all().update(live=False, released_at=at)


def _check_month(programme: SponsorProgramme, month: dt.date, at: dt.datetime) -> None:
    latest = months.add(months.first_of(months.law_day(at)), MOST_MONTHS_AHEAD)
    within = programme.first_month <= month <= min(programme.last_month, latest)
    if programme.status != SponsorProgramme.Status.APPROVED or month.day != 1 or not within:
        raise UnableToStop(
            _("Pilih bulan dalam masa program, paling jauh dua bulan ke depan."),
            "wrong_month",
            "from_month",
        )


def _to_be_decided(stop: ProgrammeStop, by: User) -> ProgrammeStop:
    stop = (
        ProgrammeStop.objects.select_for_update(of=("self",), no_key=True)
        .select_related("programme__sponsor", "programme__partner")
        .get(pk=stop.pk)
    )
    another_person.check(row=stop, by=by, may=may_decide(stop=stop, user=by), unable=UnableToStop)
    return stop
