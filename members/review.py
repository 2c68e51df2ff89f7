"""Deciding about enrolments: by a reviewer of the market's branch, never by who entered them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets import indonesian, months
from markets.models import User
from markets.refusals import Refusal
from members import beginning, enrolment_locks, leases, placements, review_reasons
from members.earlier_memberships import Finding, ImpossibleMembership
from members.models import (
    Decision,
    Enrolment,
    Member,
    RejectionReason,
    ReviewLease,
)

UNCLEAR = ("no_code", "no_reason", "long_note", "long_reason")  # refusals the form can mend
MOST_STEPS = 3  # of what happened meanwhile, told to who decides too late
TOGETHER = gettext_lazy("Disetujui bersama yang lain dari daftar tanpa peringatan.")


class UnableToDecide(Refusal):
    """The decision cannot stand; the text says what happened and what to do."""


@transaction.atomic
def approve(
    *,
    enrolment: Enrolment,
    by: User,
    at: dt.datetime,
    shown_submitted_at: dt.datetime | None = None,
    finding: Finding | None = None,
    together: bool = False,
) -> Enrolment:
    """Insure the person from the month of this day on (WIB); billing finds her by itself.

    Who is a participant already goes on after the last month paid; `finding` is what the branch
    found about that. `shown_submitted_at` says which version the reviewer had before her eyes,
    `together` that it was in a list of clean ones (members/together.py), which the decision keeps.
    Raises UnableToDecide; nothing is changed then.
    """
    enrolment = _for_decision(enrolment, by, at, shown_submitted_at)
    try:
        beginning.begin(enrolment=enrolment, finding=finding, by=by, at=at)
    except ImpossibleMembership as error:
        raise UnableToDecide(str(error), error.code, error.field) from None
    _move(enrolment, Enrolment.Status.APPROVED, Member.Status.ACTIVE)
    said = indonesian.text(TOGETHER) if together else ""
    _keep(enrolment, review_reasons.Said([], {}, said), by, at)
    return enrolment


@transaction.atomic
def return_(
    *,
    enrolment: Enrolment,
    codes: Iterable[str] | None = None,
    notes: Mapping[str, str] | None = None,
    reason: str = "",
    by: User,
    at: dt.datetime,
    shown_submitted_at: dt.datetime | None = None,
) -> Enrolment:
    """Send it back to be mended, saying what: codes, notes by code, and words.

    Words alone stand for something other than the codes name. Raises UnableToDecide.
    """
    with _made_clear():
        said = review_reasons.of_return(codes, notes or {}, reason)
    enrolment = _for_decision(enrolment, by, at, shown_submitted_at)
    _move(enrolment, Enrolment.Status.RETURNED, Member.Status.APPLYING)
    _keep(enrolment, said, by, at)
    return enrolment


@transaction.atomic
def reject(
    *,
    enrolment: Enrolment,
    code: str = RejectionReason.OTHER,
    reason: str,
    by: User,
    at: dt.datetime,
    shown_submitted_at: dt.datetime | None = None,
) -> Enrolment:
    """Refuse it for good, saying why; the person may apply again. Raises UnableToDecide."""
    with _made_clear():
        said = review_reasons.of_rejection(code, reason)
    enrolment = _for_decision(enrolment, by, at, shown_submitted_at)
    _move(enrolment, Enrolment.Status.REJECTED, Member.Status.REJECTED)
    placements.end(member=enrolment.member, on=months.law_day(at))
    _keep(enrolment, said, by, at)
    return enrolment


@contextmanager
def _made_clear() -> Iterator[None]:
    try:
        yield
    except review_reasons.UnclearReason as unclear:
        raise UnableToDecide(str(unclear), unclear.code) from None


def _for_decision(
    enrolment: Enrolment, by: User, at: dt.datetime, shown_submitted_at: dt.datetime | None
) -> Enrolment:
    """The row, locked until the decision stands, so that of two reviewers only one decides."""
    locked = _locked(enrolment)
    if not by.is_reviewer_of(locked.market.partner):
        raise UnableToDecide(
            _("Hanya petugas kantor cabang pasar ini yang boleh memutuskan."), "other_branch"
        )
    if sent_it(enrolment=locked, by=by):
        raise UnableToDecide(
            _("Anda sendiri yang mencatat pendaftaran ini; mintalah petugas lain memutuskan."),
            "own_entry",
        )
    if locked.status != Enrolment.Status.SUBMITTED:
        raise UnableToDecide(_what_happened(locked), "already_decided")
    if shown_submitted_at is not None and shown_submitted_at != locked.submitted_at:
        raise UnableToDecide(_what_happened_since(locked, shown_submitted_at), "mended_meanwhile")
    held = leases.held_by_another(enrolment=locked, by=by, at=at)
    if held is not None:
        raise UnableToDecide(_who_holds_it(held), "held")
    return locked


def sent_it(*, enrolment: Enrolment, by: User) -> bool:
    """Whether that person entered it or mended it later."""
    sent = enrolment.decisions.filter(to_status=Enrolment.Status.SUBMITTED, by=by)
    return by.pk == enrolment.entered_by_id or sent.exists()


def _locked(enrolment: Enrolment) -> Enrolment:
    return enrolment_locks.lock(enrolment=enrolment)


def _what_happened(enrolment: Enrolment) -> str:
    last = enrolment.decisions.select_related("by").last()
    if last is None:
        return _("Pendaftaran ini sudah berubah. Buka lagi dari antrean.")
    return _("Pendaftaran ini sudah berubah: %(step)s.") % {"step": _step(last)}


def _what_happened_since(enrolment: Enrolment, shown: dt.datetime) -> str:
    """Who did what to it since the reviewer opened it: the last steps, oldest first."""
    since = enrolment.decisions.filter(at__gt=shown).select_related("by").order_by("-at", "-pk")
    steps = "; ".join(_step(step) for step in reversed(since[:MOST_STEPS]))
    return _(
        "Pendaftaran ini diperbaiki setelah Anda membukanya: %(steps)s. Periksa data yang baru."
    ) % {"steps": steps}


def _who_holds_it(lease: ReviewLease) -> str:
    return _(
        "Pendaftaran ini sedang diperiksa %(name)s, sampai pukul %(time)s WIB. "
        "Ambil yang berikutnya dari antrean, atau tunggu sampai selesai."
    ) % {"name": lease.by.name, "time": f"{lease.until.astimezone(months.WIB):%H.%M}"}


def _step(decision: Decision) -> str:
    """What was done, by whom and when."""
    at = decision.at.astimezone(months.WIB)
    return _("%(status)s oleh %(name)s, %(day)s pukul %(time)s WIB") % {
        "status": decision.get_to_status_display(),
        "name": decision.by_name,
        "day": format_date(at, "j F Y"),
        "time": f"{at:%H.%M}",
    }


def _move(enrolment: Enrolment, status: Enrolment.Status, member: Member.Status) -> None:
    enrolment.status = status
    enrolment.save(update_fields=["status"])
    Member.objects.filter(pk=enrolment.member_id).update(status=member)
    enrolment.member.status = member


def _keep(enrolment: Enrolment, said: review_reasons.Said, by: User, at: dt.datetime) -> None:
    Decision.objects.create(
        enrolment=enrolment,
        market_id=enrolment.market_id,
        from_status=Enrolment.Status.SUBMITTED,
        to_status=enrolment.status,
        reason=said.reason,
        codes=said.codes,
        notes=said.notes,
        entered_by_id=enrolment.entered_by_id,
        by=by,
        at=at,
    )
    leases.give_back(enrolment=enrolment, by=by)
