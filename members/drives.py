"""Drives: enrolment on the spot for some days, planned by who is in charge, by named helpers."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from markets import access, months
from markets.models import Market, Partner, Role, User
from markets.refusals import Refusal
from members.applications import UnableToEnrol
from members.models import Campaign, Drive

# What was begun at a drive may still be sent some days later, and counts for it.
SENT_LATER = dt.timedelta(days=7)
MOST_TARGET = 100_000


class UnableToPlan(Refusal):
    """The drive cannot stand so; `str()` says what to do, `field` what to look at.

    `code` is one of: not_yours, past, ends_before, too_long, target, other_market, no_market,
    not_a_helper, no_helper, is_over, is_cancelled, other_body.
    """


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is planned: both days included, at least one market and one helper of the partner.

    `campaign` is the name of the campaign, made where it is new; empty for none.
    """

    place: str
    city: str
    first_day: dt.date
    last_day: dt.date
    target: int
    van: str = ""
    campaign: str = ""
    markets: list[Market] = field(default_factory=list)
    helpers: list[User] = field(default_factory=list)


def reached(user: User) -> QuerySet[Drive]:
    """The drives that user may look at: helpers theirs, others those of their partners."""
    drives = Drive.objects.select_related("partner__branch", "campaign")
    if user.role == Role.COLLECTOR:
        return drives.filter(helpers=user, partner=user.partner_id)
    return drives.filter(partner__in=access.partners_of(user))


def running(*, helper: User, on: dt.date) -> QuerySet[Drive]:
    """The drives of that day at which the helper may enrol."""
    drives = reached(helper).filter(cancelled_at=None, first_day__lte=on, last_day__gte=on)
    return drives.order_by("first_day", "pk")


def still_open(*, helper: User, on: dt.date) -> QuerySet[Drive]:
    """Those for which the helper may still send on that day what was begun at them."""
    drives = reached(helper).filter(cancelled_at=None)
    return drives.filter(first_day__lte=on, last_day__gte=on - SENT_LATER)


def markets_to_enrol(*, helper: User, drive: Drive | None) -> QuerySet[Market]:
    """The markets of whose people the helper may enrol some: the own ones and the drive's."""
    own = access.markets_of(helper)
    if drive is None:
        return own
    theirs = Market.objects.filter(drives=drive, partner=helper.partner_id)
    return Market.objects.filter(
        Q(pk__in=own.order_by().values("pk")) | Q(pk__in=theirs.order_by().values("pk"))
    )


def check_may_enrol(*, drive: Drive, market: Market, by: User, on: dt.date) -> None:
    """Raise UnableToEnrol unless that user may enrol somebody of the market for this drive."""
    is_open = still_open(helper=by, on=on).filter(pk=drive.pk).exists()
    if not is_open or drive.partner_id != market.partner_id:
        raise UnableToEnrol(
            _("Aktivasi ini tidak berlangsung untuk Anda. Mulai lagi dari halaman Daftarkan."),
            "other_drive",
        )


@transaction.atomic
def plan(*, id: UUID, partner: Partner, planned: Plan, by: User, at: dt.datetime) -> Drive:
    """A drive of the partner; the same id again answers the same drive. Raises UnableToPlan."""
    _check_is_in_charge(partner, by)
    if planned.first_day < months.law_day(at):
        raise UnableToPlan(_("Aktivasi mulai paling cepat hari ini."), "past", "first_day")
    _check(planned, partner)
    values = {"partner": partner, "planned_by": by, **_values(planned, partner, by)}
    drive, is_new = Drive.objects.get_or_create(form_id=id, defaults={**values, "planned_at": at})
    if is_new:
        _gather(drive, planned)
    elif not _is_as_sent(drive, planned, values):
        raise UnableToPlan(
            _("Formulir ini sudah dipakai untuk aktivasi lain. Buka lagi halamannya."), "other_body"
        )
    return drive


@transaction.atomic
def change(*, drive: Drive, planned: Plan, by: User, at: dt.datetime) -> Drive:
    """Plan it anew; until its last day. Who enrolled there stays counted. Raises UnableToPlan."""
    drive = _locked(drive, by, at)
    today = months.law_day(at)
    if planned.first_day != drive.first_day and min(planned.first_day, drive.first_day) < today:
        raise UnableToPlan(
            _("Hari pertama yang sudah lewat tidak bisa diganti."), "past", "first_day"
        )
    if planned.last_day < today:
        raise UnableToPlan(_("Hari terakhir paling cepat hari ini."), "past", "last_day")
    _check(planned, drive.partner)
    for name, value in _values(planned, drive.partner, by).items():
        setattr(drive, name, value)
    drive.save()
    _gather(drive, planned)
    return drive


@transaction.atomic
def cancel(*, drive: Drive, by: User, at: dt.datetime) -> Drive:
    """Call it off; who was enrolled there stays enrolled and counted. Raises UnableToPlan."""
    drive = _locked(drive, by, at)
    drive.cancelled_at = at
    drive.save(update_fields=["cancelled_at"])
    return drive


def _locked(drive: Drive, by: User, at: dt.datetime) -> Drive:
    drive = Drive.objects.select_for_update(of=("self",)).get(pk=drive.pk)
    _check_is_in_charge(drive.partner, by)
    if drive.cancelled_at is not None:
        raise UnableToPlan(_("Aktivasi ini sudah dibatalkan."), "is_cancelled")
    if drive.last_day < months.law_day(at):
        raise UnableToPlan(_("Aktivasi ini sudah selesai, jadi tetap seperti adanya."), "is_over")
    return drive


def _check_is_in_charge(partner: Partner, by: User) -> None:
    mine = by.role in (Role.TREASURER, Role.REVIEWER)
    if not mine or not access.partners_of(by).filter(pk=partner.pk).exists():
        raise UnableToPlan(
            _("Aktivasi direncanakan oleh bendahara mitra ini atau kantor cabangnya."), "not_yours"
        )


def _check(planned: Plan, partner: Partner) -> None:
    _check_days(planned)
    if not 1 <= planned.target <= MOST_TARGET:
        raise UnableToPlan(_("Target paling sedikit 1, paling banyak 100.000."), "target", "target")
    if not planned.markets:
        raise UnableToPlan(_("Pilih paling sedikit satu pasar."), "no_market", "markets")
    if any(market.partner_id != partner.pk for market in planned.markets):
        raise UnableToPlan(_("Pilih pasar mitra ini."), "other_market", "markets")
    if not planned.helpers:
        raise UnableToPlan(_("Pilih paling sedikit satu kolektor."), "no_helper", "helpers")
    if any(
        helper.role != Role.COLLECTOR or helper.partner_id != partner.pk
        for helper in planned.helpers
    ):
        raise UnableToPlan(_("Pilih kolektor dari mitra ini."), "not_a_helper", "helpers")


def _check_days(planned: Plan) -> None:
    if planned.last_day < planned.first_day:
        raise UnableToPlan(
            _("Hari terakhir tidak boleh sebelum hari pertama."), "ends_before", "last_day"
        )
    if (planned.last_day - planned.first_day).days >= Drive.MOST_DAYS:
        raise UnableToPlan(
            _("Satu aktivasi paling lama 31 hari. Buat beberapa dalam satu kampanye."),
            "too_long",
            "last_day",
        )


def _values(planned: Plan, partner: Partner, by: User) -> dict[str, Any]:
    names = ("place", "city", "van")
    return {
        **{name: " ".join(getattr(planned, name).split()) for name in names},
        "first_day": planned.first_day,
        "last_day": planned.last_day,
        "target": planned.target,
        "campaign": _campaign(planned.campaign, partner, by),
    }


def _gather(drive: Drive, planned: Plan) -> None:
    drive.markets.set(planned.markets)
    drive.helpers.set(planned.helpers)


def _is_as_sent(drive: Drive, planned: Plan, values: dict[str, Any]) -> bool:
    return (
        all(getattr(drive, name) == value for name, value in values.items())
        and set(drive.markets.all()) == set(planned.markets)
        and set(drive.helpers.all()) == set(planned.helpers)
    )


def _campaign(name: str, partner: Partner, by: User) -> Campaign | None:
    """The one of that name: the branch's reaches all its partners, a treasurer's her own."""
    name = " ".join(name.split())
    if not name:
        return None
    found = campaigns(partner=partner).filter(name=name).order_by("partner").first()
    if found is not None:
        return found
    own = partner if by.role == Role.TREASURER else None
    return Campaign.objects.get_or_create(name=name, branch=partner.branch, partner=own)[0]


def campaigns(*, partner: Partner) -> QuerySet[Campaign]:
    """Those to which a drive of the partner may belong."""
    return Campaign.objects.filter(
        Q(partner=partner) | Q(partner=None), branch=partner.branch_id
    ).order_by("name", "pk")
