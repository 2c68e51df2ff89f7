"""One statement per sponsor and month: what he is billed, line by line, within his budget.

A statement lists every open month up to its own that is the sponsor's and on no other statement,
oldest month first, then in the order of admission. What the budget does not do for any more goes
back to the members (`sponsor_endings.py`). Money of the sponsor that waits is set against it at
once.

Locks, in this order: the tariff (shared), the partner, members, contributions; the programme's row,
on which the budget stands, by the trigger.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import sponsor_budget, sponsor_endings, sponsor_money, tariff, wording
from contributions.models import (
    Contribution,
    Sponsor,
    SponsorProgramme,
    Sponsorship,
    SponsorStatement,
    SponsorStatementLine,
)
from contributions.payment_rows import lock_contributions, lock_members
from contributions.sponsor_endings import Ending
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal


class UnableToBillSponsor(Refusal):
    """The statement cannot be made, sent or cancelled so; nothing was written.

    `code` is one of: not_yours, month_to_come, made_already, nothing_open, cancelled, sent_already,
    paid.
    """


@dataclass(frozen=True)
class Preview:
    """What a statement would list now, in rupiah, and what the budgets would not do for."""

    lines: int
    amount_idr: int
    over: int


@dataclass(frozen=True)
class _Month:
    contribution: Contribution
    sponsorship: Sponsorship


def preview(*, sponsor: Sponsor, month: dt.date) -> Preview:
    """What would be billed for that month and earlier ones, if it were made now."""
    fits, over = _within_budget(sponsor, _found(sponsor, month))
    return Preview(len(fits), sum(one.contribution.total_idr for one in fits), len(over))


def make(*, sponsor: Sponsor, month: dt.date, by: User, at: dt.datetime) -> SponsorStatement:
    """Bill the sponsor for that month. Raises UnableToBillSponsor."""
    _check_treasurer(sponsor.partner_id, by)
    if month.day != 1 or month > months.first_of(months.law_day(at)):
        raise UnableToBillSponsor(
            _("Bulan itu belum tiba, jadi belum ditagih. Pilih bulan ini atau sebelumnya."),
            "month_to_come",
        )
    with transaction.atomic():
        tariff.hold()
        _lock_partner(sponsor.partner_id)
        _check_not_made(sponsor, month)
        found = _found(sponsor, month)
        lock_members(pks=[one.contribution.member_id for one in found])
        locked = lock_contributions(pks=[one.contribution.pk for one in found])
        still_open = {row.pk for row in locked if row.status == Contribution.Status.OPEN}
        # What was open is looked up again: somebody may have billed it meanwhile.
        found = [one for one in _found(sponsor, month) if one.contribution.pk in still_open]
        fits, over = _within_budget(sponsor, found)
        _let_go(sponsor, over, at)
        if fits:
            statement = _store(sponsor, month, fits, by, at)
            sponsor_money.settle(sponsor=sponsor, reference=statement.number, by=by, at=at)
            return statement
    # What went back to the members stays so, although there is no statement.
    raise _nothing(month, over)


def send(*, statement: SponsorStatement, by: User, at: dt.datetime) -> SponsorStatement:
    """Write down that it went to the sponsor. Raises UnableToBillSponsor."""
    with transaction.atomic():
        statement = _locked(statement, by)
        if statement.sent_at is not None:
            raise UnableToBillSponsor(_("Tagihan ini sudah dicatat terkirim."), "sent_already")
        statement.sent_by, statement.sent_at = by, at
        statement.save(update_fields=["sent_by", "sent_at"])
        return statement


def cancel(*, statement: SponsorStatement, by: User, at: dt.datetime) -> SponsorStatement:
    """Take it back while nothing of it is paid: its months can be listed anew, its budget is back.

    Raises UnableToBillSponsor.
    """
    with transaction.atomic():
        statement = _locked(statement, by)
        lines = SponsorStatementLine.objects.filter(statement=statement, live=True)
        lock_contributions(pks=lines.values_list("contribution", flat=True))
        if lines.filter(contribution__status=Contribution.Status.PAID).exists():
            raise UnableToBillSponsor(
                _(
                    "Sebagian tagihan ini sudah dibayar, jadi tidak dapat dibatalkan. Yang keliru "
                    "dibatalkan kuitansinya."
                ),
                "paid",
            )
        lines.update(live=False, released_at=at)
        statement.cancelled_by, statement.cancelled_at = by, at
        statement.save(update_fields=["cancelled_by", "cancelled_at"])
        return statement


def _check_treasurer(partner_id: int, by: User) -> None:
    if not by.is_treasurer_of(partner_id):
        raise UnableToBillSponsor(
            _("Tagihan sponsor dibuat oleh bendahara mitra ini."), "not_yours"
        )


def _lock_partner(pk: int) -> None:
    Partner.objects.select_for_update(no_key=True).get(pk=pk)


def _locked(statement: SponsorStatement, by: User) -> SponsorStatement:
    _check_treasurer(statement.partner_id, by)
    _lock_partner(statement.partner_id)
    statement = SponsorStatement.objects.select_for_update(no_key=True).get(pk=statement.pk)
    if statement.cancelled_at is not None:
        raise UnableToBillSponsor(_("Tagihan ini sudah dibatalkan."), "cancelled")
    return statement


def _check_not_made(sponsor: Sponsor, month: dt.date) -> None:
    standing = SponsorStatement.objects.filter(
        sponsor=sponsor, month=month, cancelled_at=None
    ).first()
    if standing is not None:
        raise UnableToBillSponsor(
            _(
                "Tagihan %(month)s untuk sponsor ini sudah dibuat: %(number)s. Yang ditagih "
                "sesudahnya masuk tagihan bulan berikutnya."
            )
            % {"month": wording.month(month), "number": standing.number},
            "made_already",
        )


def _nothing(month: dt.date, over: list[_Month]) -> UnableToBillSponsor:
    if over:
        return UnableToBillSponsor(
            _(
                "Anggarannya tidak cukup untuk satu bulan pun. Iurannya sekarang ditagih kepada "
                "pesertanya sendiri."
            ),
            "nothing_open",
        )
    return UnableToBillSponsor(
        _("Tidak ada iuran terbuka yang dibayar sponsor ini sampai %(month)s.")
        % {"month": wording.month(month)},
        "nothing_open",
    )


def _open(sponsor: Sponsor, month: dt.date) -> QuerySet[Contribution]:
    programmes = SponsorProgramme.objects.filter(sponsor=sponsor).values_list("pk", flat=True)
    return sponsor_budget.unlisted(programmes=list(programmes)).filter(
        contribution_month__lte=month, payer_kind=sponsor.payer_kind
    )


def _found(sponsor: Sponsor, month: dt.date) -> list[_Month]:
    """Every open month that is his and on no statement, in the order in which budget is given."""
    open_months = list(_open(sponsor, month))
    sponsorships: dict[int, list[Sponsorship]] = {}
    for row in Sponsorship.objects.filter(
        programme__sponsor=sponsor, member__in=[one.member_id for one in open_months]
    ).select_related("programme"):
        sponsorships.setdefault(row.member_id, []).append(row)
    found = [
        _Month(contribution, row)
        for contribution in open_months
        for row in sponsorships.get(contribution.member_id, ())
        if row.first_month <= contribution.contribution_month <= row.last_month
    ]
    return sorted(
        found,
        key=lambda one: (
            one.contribution.contribution_month,
            one.sponsorship.place,
            one.contribution.member_id,
        ),
    )


def _within_budget(sponsor: Sponsor, found: list[_Month]) -> tuple[list[_Month], list[_Month]]:
    """What the budget of each programme does for, and what not: strictly in order."""
    rests = {row.pk: row.rest_idr for row in SponsorProgramme.objects.filter(sponsor=sponsor)}
    full: set[object] = set()
    fits, over = [], []
    for one in found:
        programme, amount_idr = one.sponsorship.programme_id, one.contribution.total_idr
        if programme in full or amount_idr > rests[programme]:
            full.add(programme)
            over.append(one)
        else:
            rests[programme] -= amount_idr
            fits.append(one)
    return fits, over


def _let_go(sponsor: Sponsor, over: list[_Month], at: dt.datetime) -> None:
    """Who does not fit into the budget pays herself from her first such month on."""
    first: dict[int, _Month] = {}
    for one in over:
        first.setdefault(one.sponsorship.pk, one)
    sponsor_endings.fall_back(
        endings=[
            Ending(
                one.sponsorship, one.contribution.contribution_month, Sponsorship.EndReason.BUDGET
            )
            for one in first.values()
        ],
        payer_kind=sponsor.payer_kind,
        at=at,
    )


def _store(
    sponsor: Sponsor, month: dt.date, fits: list[_Month], by: User, at: dt.datetime
) -> SponsorStatement:
    statement = SponsorStatement.objects.create(
        sponsor=sponsor,
        partner_id=sponsor.partner_id,
        month=month,
        lines_made=len(fits),
        amount_idr=sum(one.contribution.total_idr for one in fits),
        made_by=by,
        made_at=at,
    )
    SponsorStatementLine.objects.bulk_create(
        SponsorStatementLine(
            statement=statement,
            programme_id=one.sponsorship.programme_id,
            sponsorship=one.sponsorship,
            contribution=one.contribution,
            member_id=one.contribution.member_id,
            market_id=one.contribution.market_id,
            contribution_month=one.contribution.contribution_month,
            amount_idr=one.contribution.total_idr,
        )
        for one in fits
    )
    return statement
