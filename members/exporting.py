"""Approved new workers as a file for BPJS: each person once, and the same file again later.

SIPP belongs to a partner, so a file holds people of one partner. Who took it, and whose data were
in it, is kept each time.
"""

import datetime as dt
import json
import zlib
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from markets import months
from markets.models import Market, Partner, User
from members import sealing, worker_rows
from members.models import (
    EarlierMembership,
    Enrolment,
    ExportedWorker,
    Member,
    PersonalDataView,
    WorkerExport,
    WorkerExportReading,
)

MOST_PEOPLE = 10_000  # of the layout
FORGOTTEN_AFTER = dt.timedelta(days=365)
KIND = b"worker export"
WHAT = "worker_export"
AT_ONCE = 2_000
INSURED = (Member.Status.ACTIVE, Member.Status.LAPSED)


class UnableToExport(Exception):
    """Nothing was exported; the text says why and what to do."""


def waiting(*, markets: QuerySet[Market]) -> QuerySet[Enrolment]:
    """The approved people of these markets who are new to BPJS and stand in no file yet.

    Who has a number (KPJ) or was a participant before is known there already, unless BPJS denied
    that; so is who stood in a file for an earlier enrolment, left and came back. Of several
    enrolments of one person the last counts. Oldest first.
    """
    told = EarlierMembership.objects.filter(member=OuterRef("member")).order_by("-pk")
    exported = ExportedWorker.objects.filter(enrolment__member=OuterRef("member"))
    approved = Enrolment.objects.filter(status=Enrolment.Status.APPROVED)
    found = approved.annotate(denied=Subquery(told.values("denied")[:1])).filter(
        Q(denied=None) | Q(denied=True),
        ~Exists(exported),
        ~Exists(approved.filter(member=OuterRef("member"), pk__gt=OuterRef("pk"))),
        member__market__in=markets,
        member__status__in=INSURED,
        member__membership_number=None,
    )
    return found.order_by("submitted_at", "pk")


@transaction.atomic
def make(*, id: UUID, partner: Partner, by: User, at: dt.datetime) -> WorkerExport:
    """Put those who wait into a file, at most 10.000. The same id again answers the same export.

    Raises UnableToExport; nothing is kept then.
    """
    if not _may(by, partner):
        raise UnableToExport(_("Hanya bendahara mitra dan petugas cabangnya yang mengekspor."))
    # Of two who export at once the second finds what the first left.
    Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
    made = WorkerExport.objects.filter(pk=id).first()
    if made is not None:
        if (made.by_id, made.partner_id) != (by.pk, partner.pk):
            raise UnableToExport(_("Ekspor ini milik orang lain. Buka lagi halamannya."))
        return made
    found = waiting(markets=Market.objects.filter(partner=partner))
    people = list(found.annotate(now_at=F("member__market"))[:MOST_PEOPLE])
    if not people:
        raise UnableToExport(_("Tidak ada lagi yang menunggu diekspor: semuanya sudah."))
    export = WorkerExport(pk=id, partner=partner, people=len(people), by=by, at=at)
    rows = list(worker_rows.cells(enrolments=people, on=months.law_day(at)))
    export.sealed, export.key_id = _seal(export, rows)
    export.save(force_insert=True)
    ExportedWorker.objects.bulk_create(
        (
            ExportedWorker(export=export, number=number, enrolment=each, market_id=each.now_at)
            for number, each in enumerate(people, start=1)
        ),
        batch_size=AT_ONCE,
    )
    return export


@transaction.atomic
def read(*, export: WorkerExport, by: User, at: dt.datetime) -> list[list[str]]:
    """The rows of the file, as they were when it was made; who read whose data is kept.

    Raises UnableToExport, where it is forgotten, and sealing.UnableToOpen.
    """
    if not _may(by, export.partner):
        raise UnableToExport(_("Hanya bendahara mitra dan petugas cabangnya yang mengekspor."))
    rows = _open(export)
    if not rows:
        raise UnableToExport(_("Isi ekspor ini sudah dihapus: disimpan satu tahun."))
    WorkerExportReading.objects.create(export=export, by=by, at=at)
    people = export.workers.values_list("enrolment__member", "market")
    PersonalDataView.objects.bulk_create(
        (
            PersonalDataView(member_id=member, market_id=market, what=WHAT, by=by, at=at)
            for member, market in people
        ),
        batch_size=AT_ONCE,
    )
    return rows


def forget_old(*, at: dt.datetime) -> int:
    """Forget what stands in old files; answers how many. Who was in them stays."""
    old = WorkerExport.objects.filter(at__lt=at - FORGOTTEN_AFTER, sealed__isnull=False)
    return old.update(sealed=None, key_id="")


@transaction.atomic
def seal_some_anew(*, most: int = 20) -> int:
    """Seal some files anew, as `sealing.seal_anew` does. Answers how many."""
    return sealing.seal_anew(WorkerExport.objects.all(), most=most, kind=KIND)


def _may(by: User, partner: Partner) -> bool:
    """The partner enters its workers into SIPP; its branch does it where the partner cannot."""
    return by.is_treasurer_of(partner.pk) or by.is_reviewer_of(partner)


def _seal(export: WorkerExport, rows: list[list[str]]) -> tuple[bytes, str]:
    packed = zlib.compress(json.dumps(rows, ensure_ascii=False).encode())
    return sealing.seal(packed, kind=KIND, row=export.pk.bytes)


def _open(export: WorkerExport) -> list[list[str]]:
    if export.sealed is None:
        return []
    opened = sealing.open_(
        bytes(export.sealed), key_id=export.key_id, kind=KIND, row=export.pk.bytes
    )
    rows: list[list[str]] = json.loads(zlib.decompress(opened))
    return rows
