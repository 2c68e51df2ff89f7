"""Recording that a member paid a month to BPJS without us: at a bank, a kiosk, by an app.

No money of ours moves. Until BPJS has answered (`elsewhere_answers.py`) each month is doubtful: it
does not cover, nobody is reminded of it, nobody takes money for it here, and her membership does
not lapse [policy]. Who recorded it can take it back until then.
"""

import datetime as dt
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import dues, elsewhere_months, tariff, transfer_proofs, wording
from contributions.elsewhere_refusals import (
    UnableToRecordElsewhere,
    decided,
    not_offered,
    of_constraint,
    out_of_time,
    paid_here,
)
from contributions.models import Contribution, ElsewhereAnswer, ElsewhereMonth, PaidElsewhere
from contributions.payment_rows import lock_members, lock_partners, lock_rows
from contributions.transfer_proofs import Proof
from markets import months
from markets.models import Partner, Role, User
from members.models import Member

OLDEST_DAYS = 400


@dataclass(frozen=True)
class Told:
    """What the slip of the channel says. `paid_here` are those of the months which the recorder
    was shown as paid here as well."""

    months: tuple[dt.date, ...]
    channel: str
    channel_name: str
    paid_on: dt.date
    amount_idr: int
    reference: str
    paid_here: frozenset[dt.date] = frozenset()


def may_record(*, member: Member, user: User) -> bool:
    """Collectors and treasurers of her partner."""
    return (
        user.role in (Role.COLLECTOR, Role.TREASURER)
        and user.partner_id == member.market.partner_id
    )


def record(
    *, id: UUID, member: Member, told: Told, proof: Proof, by: User, at: dt.datetime
) -> PaidElsewhere:
    """Write it down with its proof. The same id again is answered with the record that stands.

    Raises UnableToRecordElsewhere.
    """
    told = _clean(told, months.law_day(at))
    try:
        with transaction.atomic():
            tariff.hold()
            # A remittance being made sees that a month is doubtful, or this that it is listed.
            lock_partners(of=member.pk, besides=member.market.partner_id)
            [member] = lock_members(pks=[member.pk]).values()
            if not may_record(member=member, user=by):
                raise UnableToRecordElsewhere(
                    _("Pembayaran di tempat lain dicatat oleh kolektor atau bendahara mitranya."),
                    "not_yours",
                )
            standing = PaidElsewhere.objects.filter(pk=id).first()
            if standing is not None:
                return _same(standing, member, told, by)
            rows = _rows(member, told, at)
            return _store(id, member, told, rows, proof, by, at)
    except IntegrityError as error:
        raise of_constraint(error) from error


def withdraw(*, record: PaidElsewhere, reason: str, by: User, at: dt.datetime) -> PaidElsewhere:
    """Take back what BPJS has not answered; its months are owed as before.

    Raises UnableToRecordElsewhere.
    """
    reason = " ".join(reason.split())
    with transaction.atomic():
        row = locked(record=record)
        if row.recorded_by_id != by.pk:
            raise UnableToRecordElsewhere(
                _("Hanya yang mencatatnya, %(name)s, yang dapat menariknya kembali.")
                % {"name": row.recorded_by.name},
                "not_yours",
            )
        if not reason:
            raise UnableToRecordElsewhere(_("Tulis mengapa catatan ini ditarik."), "needs_reason")
        waiting = list(row.months.filter(status=ElsewhereMonth.Status.WAITING))
        if not waiting:
            raise decided()
        ElsewhereAnswer.objects.bulk_create(
            ElsewhereAnswer(
                month=month,
                outcome=ElsewhereMonth.Status.WITHDRAWN,
                note=reason,
                by=by,
                at=at,
            )
            for month in waiting
        )
        row.months.filter(pk__in=[month.pk for month in waiting]).update(
            status=ElsewhereMonth.Status.WITHDRAWN
        )
        return settle(record=row)


def locked(*, record: PaidElsewhere) -> PaidElsewhere:
    """The record as it is now, for this transaction.

    Locked are its partner, those who have taken money of the member, and she herself.
    """
    lock_partners(of=record.member_id, besides=record.partner_id)
    lock_members(pks=[record.member_id])
    found: PaidElsewhere = PaidElsewhere.objects.select_related(
        "member__market__partner", "partner", "recorded_by"
    ).get(pk=record.pk)
    return found


def settle(*, record: PaidElsewhere) -> PaidElsewhere:
    """Where none of its months counts any more, its reference can be used again."""
    if not record.months.filter(status__in=ElsewhereMonth.LIVE).exists():
        record.live = False
        record.save(update_fields=["live"])
    return record


def _clean(told: Told, today: dt.date) -> Told:
    if not told.months:
        raise UnableToRecordElsewhere(_("Pilih sedikitnya satu bulan."), "nothing_asked")
    if not today - dt.timedelta(days=OLDEST_DAYS) <= told.paid_on <= today:
        raise UnableToRecordElsewhere(
            _("Tanggal bayar paling lama setahun yang lalu dan paling akhir hari ini."),
            "bad_day",
        )
    if told.amount_idr <= 0:
        raise UnableToRecordElsewhere(_("Tulis jumlah pada buktinya."), "needs_amount")
    name = " ".join(told.channel_name.split())
    reference = "".join(told.reference.split()).upper()
    if not name or not reference:
        raise UnableToRecordElsewhere(
            _("Tulis nama tempat bayar dan nomor pada buktinya."), "needs_words"
        )
    return replace(
        told, months=tuple(sorted(set(told.months))), channel_name=name, reference=reference
    )


def _same(standing: PaidElsewhere, member: Member, told: Told, by: User) -> PaidElsewhere:
    asked = (member.pk, by.pk, told.reference, told.paid_on, told.amount_idr, list(told.months))
    kept = (
        standing.member_id,
        standing.recorded_by_id,
        standing.reference,
        standing.paid_on,
        standing.amount_idr,
        [month.contribution_month for month in standing.months.all()],
    )
    if asked != kept:
        raise UnableToRecordElsewhere(
            _("Formulir ini sudah dipakai untuk catatan lain. Buka lagi halaman peserta."),
            "recorded_already",
        )
    return standing


def _rows(member: Member, told: Told, at: dt.datetime) -> list[tuple[Contribution, int | None]]:
    """The contributions of the months, locked, billed where they were not, each with the id of the
    line by which it was paid here."""
    today = months.law_day(at)
    offered = {choice.month for choice in elsewhere_months.choices(member=member, on=today)}
    refused = [month for month in told.months if month not in offered]
    if refused:
        raise not_offered(member, refused)
    _check_day(told)
    dues.bill(member=member, wanted=list(told.months), at=at)
    rows = lock_rows(
        Contribution.objects.filter(
            member=member,
            contribution_month__in=told.months,
            status__in=Contribution.STANDING,
        )
    )
    paid = elsewhere_months.paid_here(contributions=[row.pk for row in rows])
    if {row.contribution_month for row in rows if row.pk in paid} != told.paid_here:
        raise paid_here(wording.month_list(told.months))
    return [(row, paid[row.pk].pk if row.pk in paid else None) for row in rows]


def _check_day(told: Told) -> None:
    """Whether BPJS can have taken these months on the day of the slip."""
    late = [
        month
        for month in told.months
        if not elsewhere_months.is_in_time(month=month, paid_on=told.paid_on)
    ]
    if late:
        raise out_of_time(late, told.paid_on)


def _store(
    id: UUID,
    member: Member,
    told: Told,
    rows: list[tuple[Contribution, int | None]],
    proof: Proof,
    by: User,
    at: dt.datetime,
) -> PaidElsewhere:
    record = PaidElsewhere.objects.create(
        id=id,
        member=member,
        market=member.market,
        partner=member.market.partner,
        channel=told.channel,
        channel_name=told.channel_name,
        paid_on=told.paid_on,
        amount_idr=told.amount_idr,
        reference=told.reference,
        proof=transfer_proofs.keep(proof),
        owner=_owner(member.market.partner, by),
        recorded_by=by,
        recorded_at=at,
    )
    ElsewhereMonth.objects.bulk_create(
        ElsewhereMonth(
            record=record,
            member=member,
            contribution_month=row.contribution_month,
            contribution=row,
            payment_line_id=line,
        )
        for row, line in rows
    )
    return record


def _owner(partner: Partner, by: User) -> User:
    """Who asks BPJS: another treasurer of the partner, else its branch."""
    others = User.objects.filter(is_active=True).exclude(pk=by.pk).order_by("pk")
    found = (
        others.filter(role=Role.TREASURER, partner=partner).first()
        or others.filter(role=Role.REVIEWER, branch=partner.branch_id).first()
    )
    return found or by
