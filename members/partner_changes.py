"""A person whom two partners want: reported by who met her, agreed by both partners and the branch.

Who meets a person whose NIK is known learns nothing about where; she may report it, with the name
on the card, and the branch of the partner to whom the person belongs looks at it [policy]. The
branch closes the case, or proposes from which month on she belongs to the other partner. A
treasurer of each partner agrees or refuses. She goes when that month has come
(`contributions/partner_changes.py`). What was billed and taken before stays where it is.
"""

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from markets import indonesian, months
from markets.models import Market, Role, User
from markets.refusals import Refusal
from members import agreed_departures, asked, nik, nik_vault, placements, repeats
from members.models import Member, PartnerChange

log = logging.getLogger("mitra.partner_changes")

MONTHS_AHEAD = 3
MOST_LETTERS = 300
LONGEST_NAME = 120
# Whose enrolment is finished: nobody has to give her away.
FREE = (Member.Status.REJECTED, Member.Status.ENDED)
MOVABLE = (Member.Status.ACTIVE, Member.Status.LAPSED)


class UnableToChangePartner(Refusal):
    """It cannot be done so; nothing is changed. The text says what to do, `field` where.

    `code` is one of: nik, not_known, not_yours, no_name, other_branch, other_partner,
    same_partner, not_a_member, month, no_reason, already_decided, already_answered, busy,
    practice.
    """


@transaction.atomic
def report(
    *, nik_text: str, name: str, market: Market, explanation: str = "", by: User, at: dt.datetime
) -> PartnerChange:
    """Tell the branch of a person with that NIK who wants to be enrolled at that market.

    While one of the same partner waits, that one is answered. Raises UnableToChangePartner.
    """
    name, explanation = " ".join(name.split()), " ".join(explanation.split())
    if by.role != Role.COLLECTOR or market.partner_id != by.partner_id:
        raise UnableToChangePartner(_("Pilih pasar tempat Anda bertugas."), "not_yours", "market")
    if market.partner.is_practice:
        raise UnableToChangePartner(_("Ini tidak bisa dicoba dalam latihan."), "practice")
    if not name or len(name) > LONGEST_NAME:
        raise UnableToChangePartner(_("Isi nama sesuai KTP."), "no_name", "name")
    member = _known(nik_text, by, months.law_day(at))
    open_already = PartnerChange.objects.filter(
        member=member, partner=by.partner_id, status__in=PartnerChange.OPEN
    ).first()
    if open_already is not None:
        return open_already
    log.info("a known NIK was reported to the branch: user=%s", by.pk)
    return PartnerChange.objects.create(
        member=member,
        from_market_id=member.market_id,
        market=market,
        partner_id=market.partner_id,
        name_on_card=name,
        explanation=explanation[:MOST_LETTERS],
        reported_by=by,
        reported_at=at,
    )


def _known(text: str, by: User, on: dt.date) -> Member:
    """The person of that NIK, locked: two reports of her come one after the other."""
    try:
        number = nik.parse(text, on=on)
    except nik.InvalidNik as error:
        raise UnableToChangePartner(str(error), "nik", "nik") from None
    rows = Member.objects.select_for_update(no_key=True)
    member = rows.filter(nik_index=nik_vault.index(number)).exclude(status__in=FREE).first()
    if member is None or repeats.sent_before(member=member, by=by):
        raise UnableToChangePartner(
            _("Orang ini dapat didaftarkan seperti biasa, atau sudah Anda daftarkan sendiri."),
            "not_known",
            "nik",
        )
    return member


def months_offered(*, on: dt.date) -> list[dt.date]:
    """The months from which on she may belong to the other partner: this one is billed already."""
    return months.run(months.add(months.first_of(on), 1), MONTHS_AHEAD)


@transaction.atomic
def propose(
    *, change: PartnerChange, from_month: dt.date, by: User, at: dt.datetime
) -> PartnerChange:
    """The branch agrees that she goes from that month on, and asks both partners.

    Raises UnableToChangePartner.
    """
    change = _for_branch(change, by)
    _check_waits(change, PartnerChange.Status.REPORTED)
    member = change.member
    if member.market.partner_id == change.partner_id:
        raise UnableToChangePartner(
            _("Ia sudah terdaftar pada mitra itu. Bendaharanya dapat memindahkan tempatnya."),
            "same_partner",
        )
    if member.market.partner_id != change.from_market.partner_id or member.status not in MOVABLE:
        raise UnableToChangePartner(
            _("Kepesertaannya sudah berubah (%(status)s). Putuskan pendaftarannya dahulu.")
            % {"status": member.get_status_display()},
            "not_a_member",
        )
    if from_month not in months_offered(on=months.law_day(at)):
        raise UnableToChangePartner(_("Pilih bulan yang tersedia."), "month", "from_month")
    others = PartnerChange.objects.filter(member=member, status__in=PartnerChange.OPEN[1:])
    if others.exists():
        raise UnableToChangePartner(
            _("Kepindahan lain untuk peserta ini masih berjalan. Selesaikan itu dahulu."), "busy"
        )
    change.from_month, change.proposed_by, change.proposed_at = from_month, by, at
    change.status = PartnerChange.Status.PROPOSED
    change.save(update_fields=["from_month", "proposed_by", "proposed_at", "status"])
    return change


@transaction.atomic
def agree(*, change: PartnerChange, by: User, at: dt.datetime) -> PartnerChange:
    """A treasurer agrees for her partner; with the second one all have agreed.

    Raises UnableToChangePartner.
    """
    change = _locked(change)
    releases = _check_partner(change, by)
    _check_waits(change, PartnerChange.Status.PROPOSED)
    if (change.released_at if releases else change.received_at) is not None:
        raise UnableToChangePartner(_("Mitra Anda sudah menyetujuinya."), "already_answered")
    if releases:
        change.released_by, change.released_at = by, at
    else:
        change.received_by, change.received_at = by, at
    if change.released_at and change.received_at:
        change.status = PartnerChange.Status.AGREED
    change.save(
        update_fields=["released_by", "released_at", "received_by", "received_at", "status"]
    )
    return change


@transaction.atomic
def close(*, change: PartnerChange, note: str, by: User, at: dt.datetime) -> PartnerChange:
    """She stays where she is, for the reason given: by the branch, or by a partner who was asked.

    Raises UnableToChangePartner.
    """
    note = " ".join(note.split())
    if not note:
        raise UnableToChangePartner(_("Tulis alasannya."), "no_reason", "note")
    if by.role == Role.REVIEWER:
        change = _for_branch(change, by)
        _check_waits(change, *PartnerChange.OPEN)
    else:
        change = _locked(change)
        _check_partner(change, by)
        _check_waits(change, PartnerChange.Status.PROPOSED)
    return end(change=change, note=note[:MOST_LETTERS], by=by, at=at)


def end(*, change: PartnerChange, note: str, by: User | None, at: dt.datetime) -> PartnerChange:
    """Write down that it came to nothing; the row is locked."""
    change.status, change.closed_by, change.closed_at = PartnerChange.Status.CLOSED, by, at
    change.closing_note = note
    change.save(update_fields=["status", "closed_by", "closed_at", "closing_note"])
    return change


def carry_out(*, change: PartnerChange, at: dt.datetime) -> None:
    """She belongs to the other partner now, and is found at the market where she was met.

    What was asked about her at the former one and waits comes to nothing: the other partner does
    not see it, and can ask for it anew. So does an agreed departure that was from that partner
    only. The row and the member are locked.
    """
    member = change.member
    gone = indonesian.text(
        gettext_lazy("Ia pindah ke mitra lain. Bila masih perlu, mitra itu memintanya lagi.")
    )
    asked.close_all(member=member, note=gone, at=at)
    agreed_departures.give_way(change=change)
    member.market = change.market
    member.save(update_fields=["market"])
    placements.move(
        member=member, market=change.market, block=None, stall=None, on=months.law_day(at)
    )
    change.status, change.moved_at = PartnerChange.Status.MOVED, at
    change.save(update_fields=["status", "moved_at"])


def reached(*, user: User, markets: QuerySet[Market]) -> QuerySet[PartnerChange]:
    """What the user may see: the branch its own cases, partners what was proposed to them, and a
    collector what she reported herself. The longest waiting first, the finished ones last."""
    rows = PartnerChange.objects.select_related(
        "member", "from_market__partner", "market__partner", "reported_by", "closed_by"
    ).order_by("closed_at", "moved_at", "reported_at", "pk")
    if user.role == Role.REVIEWER:
        return rows.filter(from_market__in=markets)
    if user.role == Role.TREASURER:
        proposed = rows.filter(proposed_at__isnull=False)
        return proposed.filter(Q(from_market__in=markets) | Q(market__in=markets))
    return rows.filter(reported_by=user)


def knows_person(*, change: PartnerChange, user: User) -> bool:
    """Whether the user may see who she is and where: not for the partner she did not go to.

    That one keeps what its own collector reported, and how it ended.
    """
    closed = change.status == PartnerChange.Status.CLOSED
    return not (closed and user.partner_id == change.partner_id)


def lock(*, change: PartnerChange) -> PartnerChange:
    """The row as it stands now, held behind its member until the transaction ends."""
    return _locked(change)


def _locked(change: PartnerChange) -> PartnerChange:
    member = asked.lock(member=change.member)
    rows = PartnerChange.objects.select_for_update(of=("self",))
    found = rows.select_related("from_market__partner", "market").get(pk=change.pk)
    found.member = member
    return found


def _for_branch(change: PartnerChange, by: User) -> PartnerChange:
    locked = _locked(change)
    if not by.is_reviewer_of(locked.from_market.partner):
        raise UnableToChangePartner(
            _("Hanya petugas kantor cabang peserta ini yang boleh memutuskan."), "other_branch"
        )
    return locked


def _check_partner(change: PartnerChange, by: User) -> bool:
    """Whether the user answers for the partner who would let her go; else for the other one."""
    if by.is_treasurer_of(change.from_market.partner_id):
        return True
    if by.is_treasurer_of(change.partner_id):
        return False
    raise UnableToChangePartner(
        _("Hanya bendahara kedua mitra yang boleh menjawab."), "other_partner"
    )


def _check_waits(change: PartnerChange, *statuses: str) -> None:
    if change.status in statuses:
        return
    at = change.moved_at or change.closed_at or change.proposed_at or change.reported_at
    raise UnableToChangePartner(
        _("Sudah berubah sementara itu: %(status)s, %(day)s. Buka lagi halamannya.")
        % {
            "status": change.get_status_display(),
            "day": format_date(at.astimezone(months.WIB), "j F Y"),
        },
        "already_decided",
    )
