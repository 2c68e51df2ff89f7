"""Who covers which place, from when until when: assigned and ended by the partner's treasurer.

A substitute is assigned on top of the usual collector for some days; afterwards the usual one is
back by himself. Promises of members reach whoever covers them; cash stays with who took it.
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from markets import months
from markets.models import Assignment, Block, Market, Role, User
from markets.refusals import Refusal


class UnableToAssign(Refusal):
    """The assignment cannot be made or ended so; `str()` says what to do.

    `code` is one of: not_yours, not_a_collector, other_place, past, ends_before, already_assigned,
    has_ended.
    """


def assign(
    *,
    collector: User,
    market: Market,
    block: Block | None = None,
    first_day: dt.date,
    last_day: dt.date | None = None,
    by: User,
    at: dt.datetime,
) -> Assignment:
    """The collector covers the market, or one block of it, on these days (both included).

    Without `last_day` until further notice. Raises UnableToAssign.
    """
    _check_place(collector, market, block, by)
    if first_day < months.law_day(at):
        raise UnableToAssign(_("Penugasan mulai paling cepat hari ini."), "past")
    if last_day is not None and last_day < first_day:
        raise UnableToAssign(_("Hari terakhir tidak boleh sebelum hari pertama."), "ends_before")
    try:
        with transaction.atomic():
            return Assignment.objects.create(
                collector=collector,
                market=market,
                block=block,
                first_day=first_day,
                last_day=last_day,
            )
    except IntegrityError as error:
        raise UnableToAssign(
            _("%(name)s sudah ditugaskan di tempat itu pada hari-hari tersebut.")
            % {"name": collector},
            "already_assigned",
        ) from error


def end(
    *, assignment: Assignment, last_day: dt.date, by: User, at: dt.datetime
) -> Assignment | None:
    """The collector covers the place until that day, and no longer. Raises UnableToAssign.

    One that has not begun by then is taken back: None is answered.
    """
    today = months.law_day(at)
    with transaction.atomic():
        assignment = (
            Assignment.objects.select_for_update(of=("self",))
            .select_related("market", "collector")
            .get(pk=assignment.pk)
        )
        _check_treasurer(assignment.market, by)
        if assignment.last_day is not None and assignment.last_day < today:
            raise UnableToAssign(_("Penugasan ini sudah berakhir."), "has_ended")
        if assignment.first_day > max(last_day, today):
            assignment.delete()
            return None
        if last_day < today:
            raise UnableToAssign(_("Hari terakhir paling cepat hari ini."), "past")
        assignment.last_day = last_day
        assignment.save(update_fields=["last_day"])
    return assignment


def _check_treasurer(market: Market, by: User) -> None:
    if not by.is_treasurer_of(market.partner_id):
        raise UnableToAssign(_("Penugasan diatur oleh bendahara mitra ini."), "not_yours")


def _check_place(collector: User, market: Market, block: Block | None, by: User) -> None:
    _check_treasurer(market, by)
    if collector.role != Role.COLLECTOR or collector.partner_id != market.partner_id:
        raise UnableToAssign(_("Pilih kolektor dari mitra ini."), "not_a_collector")
    if not collector.is_active:
        raise UnableToAssign(_("Akun kolektor ini tidak aktif."), "not_a_collector")
    if block is not None and block.market_id != market.pk:
        raise UnableToAssign(_("Blok itu ada di pasar lain."), "other_place")
