"""A member died: reported by one person, confirmed by the branch; reversed where it was mistaken.

From the report on she is nobody to be billed or reminded: both ask for active members. What becomes
of her months and her money is written by the apps above, in the same transaction.
"""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from markets import months
from markets.models import Market, Role, User
from markets.refusals import Refusal
from members import phones
from members.models import Death, FamilyContact, Member

REPORTERS = (Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
# Who only applies is not insured; what she sent is taken back instead.
MORTAL = (Member.Status.ACTIVE, Member.Status.LAPSED, Member.Status.ENDED)
MOST_NAME, MOST_TEXT = 120, 500


class UnableToReportDeath(Refusal):
    """The report cannot stand; the text says what to do, `field` at what to look.

    `code` is one of: not_yours, future, before_birth, missing, too_long, phone, already_reported,
    not_insured, other_body.
    """


class UnableToDecideDeath(Refusal):
    """The report cannot be confirmed or reversed so; the text says what to do.

    `code` is one of: not_yours, own_report, reversed, confirmed, no_reason, too_long.
    """


@dataclass(frozen=True, kw_only=True, repr=False)
class Report:
    """What somebody tells about a death; the phone as it was typed."""

    died_on: dt.date
    at_work: str
    reporter_name: str
    reporter_relation: str
    reporter_phone: str = ""
    note: str = ""


def report(*, id: UUID, member: Member, told: Report, by: User, at: dt.datetime) -> Death:
    """Write the report down; from now on she is not billed any more. Raises UnableToReportDeath.

    `id` was made by the form: sent twice by the same person, it is the same report.
    """
    row = _row(id, told, months.law_day(at))
    row.reported_by, row.reported_at, row.reported_on = by, at, months.law_day(at)
    try:
        with transaction.atomic():
            return _stored(row, Member.objects.select_for_update(no_key=True).get(pk=member.pk))
    except IntegrityError as error:
        # Another one came in the same moment, about her or with the same id.
        raise _other_body() from error


@transaction.atomic
def confirm(*, death: Death, by: User, at: dt.datetime) -> Death:
    """The branch is sure. Confirmed again by the same person, it stays as it is.

    Raises UnableToDecideDeath.
    """
    row = _locked(death)
    _check_branch(row, by)
    if row.status == Death.Status.CONFIRMED and row.confirmed_by_id == by.pk:
        return row
    if row.status != Death.Status.REPORTED:
        raise UnableToDecideDeath(
            _("Laporan ini sudah diputuskan: %(status)s.") % {"status": row.get_status_display()},
            row.status,
        )
    if row.reported_by_id == by.pk:
        raise UnableToDecideDeath(
            _("Laporan sendiri dipastikan oleh petugas cabang yang lain."), "own_report"
        )
    row.status, row.confirmed_by, row.confirmed_at = Death.Status.CONFIRMED, by, at
    row.save(update_fields=["status", "confirmed_by", "confirmed_at"])
    return row


@transaction.atomic
def reverse(*, death: Death, reason: str, by: User, at: dt.datetime) -> Death:
    """A report that waits was mistaken: she is again what she was. By another than who reported.

    One that is confirmed is undone by two (`death_reversals`). Raises UnableToDecideDeath.
    """
    row = _locked(death)
    _check_branch(row, by)
    reason = reason.strip()
    if row.status == Death.Status.CONFIRMED:
        raise UnableToDecideDeath(
            _("Kematian ini sudah dipastikan. Minta pembatalannya; petugas lain menyetujui."),
            "confirmed",
        )
    _check_may_undo(row, by)
    if not reason:
        raise UnableToDecideDeath(_("Tulis mengapa laporan ini keliru."), "no_reason")
    if len(reason) > MOST_TEXT:
        raise UnableToDecideDeath(_("Alasan paling banyak 500 huruf."), "too_long")
    return _undone(row, reason, by, at)


@transaction.atomic
def undo(*, death: Death, reason: str, by: User, at: dt.datetime) -> Death:
    """Undo a report, confirmed or not, in the transaction that decides so.

    Whether money was paid out already the apps above ask. Raises UnableToDecideDeath.
    """
    row = _locked(death)
    _check_branch(row, by)
    _check_may_undo(row, by)
    return _undone(row, reason, by, at)


def of(member: Member) -> Death | None:
    """The report that stands about her."""
    return Death.objects.filter(member=member, status__in=Death.STANDING).first()


def _row(id: UUID, told: Report, today: dt.date) -> Death:
    name, note = " ".join(told.reporter_name.split()), told.note.strip()
    if told.died_on > today:
        raise UnableToReportDeath(
            _("Tanggal meninggal belum tiba. Periksa tanggalnya."), "future", "died_on"
        )
    if told.at_work not in Death.AtWork.values:
        raise UnableToReportDeath(_("Pilih salah satu."), "missing", "at_work")
    if not name:
        raise UnableToReportDeath(_("Tulis nama pelapor."), "missing", "reporter_name")
    if len(name) > MOST_NAME or len(note) > MOST_TEXT:
        field = "note" if len(note) > MOST_TEXT else "reporter_name"
        raise UnableToReportDeath(_("Tulisannya terlalu panjang."), "too_long", field)
    if told.reporter_relation not in FamilyContact.Relation.values:
        raise UnableToReportDeath(
            _("Pilih hubungan pelapor dengan peserta."), "missing", "reporter_relation"
        )
    try:
        phone = phones.parse(told.reporter_phone)
    except phones.InvalidPhone as error:
        raise UnableToReportDeath(str(error), "phone", "reporter_phone") from None
    return Death(
        id=id,
        died_on=told.died_on,
        at_work=told.at_work,
        reporter_name=name,
        reporter_relation=told.reporter_relation,
        reporter_phone=phone,
        note=note,
    )


def _stored(row: Death, member: Member) -> Death:
    """The report as it stands: the same again, or a new one. The member is locked."""
    before = Death.objects.filter(pk=row.pk).select_related("reported_by").first()
    if before is not None:
        row.member = member
        if _body(before) != _body(row):
            raise _other_body()
        return before
    standing = Death.objects.filter(member=member, status__in=Death.STANDING)
    known = standing.select_related("reported_by").first()
    if known is not None:
        raise _already_reported(known)
    market = Market.objects.select_related("partner").get(pk=member.market_id)
    if row.reported_by.role not in REPORTERS or not _answers_for(market, row.reported_by):
        raise UnableToReportDeath(
            _("Kematian dicatat oleh kolektor, bendahara atau petugas cabang pasarnya."),
            "not_yours",
        )
    if member.status not in MORTAL:
        raise UnableToReportDeath(
            _(
                "Pendaftarannya belum disetujui, jadi belum ada kepesertaan. Batalkan "
                "pendaftarannya."
            ),
            "not_insured",
        )
    if row.died_on < member.birth_date:
        raise UnableToReportDeath(
            _("Tanggal itu sebelum ia lahir. Periksa tahunnya."), "before_birth", "died_on"
        )
    row.member, row.market, row.status_before = member, market, member.status
    row.save(force_insert=True)
    member.status = Member.Status.DECEASED
    member.save(update_fields=["status"])
    return row


def _body(row: Death) -> tuple[object, ...]:
    return (
        row.member_id,
        row.reported_by_id,
        row.died_on,
        row.at_work,
        row.reporter_name,
        row.reporter_relation,
        str(row.reporter_phone or ""),
        row.note,
    )


def _locked(death: Death) -> Death:
    """The report as it is now; its member is locked first, as everywhere."""
    Member.objects.select_for_update(no_key=True).get(pk=death.member_id)
    rows = Death.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("member", "market__partner").get(pk=death.pk)


def _answers_for(market: Market, user: User) -> bool:
    if user.role == Role.REVIEWER:
        return user.branch_id == market.partner.branch_id
    return user.partner_id == market.partner_id


def _check_may_undo(row: Death, by: User) -> None:
    if not row.stands:
        raise UnableToDecideDeath(_("Laporan ini sudah dibatalkan."), "reversed")
    if row.reported_by_id == by.pk:
        raise UnableToDecideDeath(
            _("Laporan sendiri dibatalkan oleh petugas cabang yang lain."), "own_report"
        )


def _undone(row: Death, reason: str, by: User, at: dt.datetime) -> Death:
    row.status, row.reversed_by, row.reversed_at = Death.Status.REVERSED, by, at
    row.reversal_reason = reason
    row.save(update_fields=["status", "reversed_by", "reversed_at", "reversal_reason"])
    Member.objects.filter(pk=row.member_id).update(status=row.status_before)
    row.member.status = row.status_before
    return row


def _check_branch(death: Death, by: User) -> None:
    if by.role != Role.REVIEWER or not _answers_for(death.market, by):
        raise UnableToDecideDeath(
            _("Laporan kematian diputuskan oleh petugas kantor cabang pasar ini."), "not_yours"
        )


def _already_reported(death: Death) -> UnableToReportDeath:
    return UnableToReportDeath(
        _("Kematiannya sudah dilaporkan: %(name)s, %(day)s. Tidak perlu dilaporkan lagi.")
        % {
            "name": death.reported_by.name,
            "day": format_date(months.law_day(death.reported_at), "j F Y"),
        },
        "already_reported",
    )


def _other_body() -> UnableToReportDeath:
    return UnableToReportDeath(
        _("Laporan ini sudah terkirim dengan isi lain. Buka lagi halaman pesertanya."),
        "other_body",
    )
