"""Uploading a list of people, or of blocks and stalls; saving it after the dry run; forgetting it.

Rows say what is owed: what is uploaded waits to be checked, what is to be saved waits to be saved,
and `members/import_work.py` carries it out. Code that is asked twice for the same does it once.
"""

import datetime as dt
import hashlib
import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from markets import file_work, spreadsheets
from markets.models import User
from members import import_seals as seals
from members.models import BulkImport, BulkImportRow, ImportedPerson

MOST_ROWS = 10_000
MOST_UNFINISHED = 5  # of one partner
# A dry run that nobody saved, and the failed rows of one that was.
FORGOTTEN_AFTER = dt.timedelta(days=30)
# What a list said of people, whether they were asked or not: the partner holds its own list, and
# the enrolment what was sent.
PEOPLE_FORGOTTEN_AFTER = dt.timedelta(days=90)

Status = BulkImport.Status
log = logging.getLogger("mitra.imports")


class UnableToImport(Exception):
    """It cannot be done with this list; the text says what to do."""


@transaction.atomic
def receive(*, kind: str, file_name: str, data: bytes, by: User, at: dt.datetime) -> BulkImport:
    """Take a list of the user's partner, to be checked soon.

    The same file again is answered with the import it became. Raises UnableToImport.
    """
    partner = by.partner
    if partner is None:
        raise UnableToImport(_("Hanya bendahara mitra yang bisa mengimpor daftar."))
    if not data:
        raise UnableToImport(_("Berkas itu kosong."))
    if len(data) > spreadsheets.MOST_BYTES:
        raise UnableToImport(str(spreadsheets.too_large()))
    digest = hashlib.sha256(data).hexdigest()
    same = BulkImport.objects.filter(partner=partner, kind=kind, digest=digest)
    standing = same.exclude(status=Status.FAILED)
    if found := standing.first():
        return found
    unfinished = BulkImport.objects.filter(partner=partner, status__in=BulkImport.UNFINISHED)
    if unfinished.count() >= MOST_UNFINISHED:
        raise UnableToImport(_("Masih ada daftar yang sedang diperiksa. Tunggu sampai selesai."))
    try:
        with transaction.atomic():
            received = BulkImport.objects.create(
                partner=partner,
                kind=kind,
                file_name=file_work.shown_name(file_name),
                digest=digest,
                uploaded_by=by,
                uploaded_at=at,
            )
    except IntegrityError:  # the same file in the same moment
        return standing.get()
    seals.keep_file(bulk_import=received, data=data)
    return received


@transaction.atomic
def save(*, bulk_import: BulkImport, by: User, at: dt.datetime) -> BulkImport:
    """Have the valid and the warned rows saved; asked again it changes nothing.

    Raises UnableToImport where there is nothing to save.
    """
    locked = _locked(bulk_import)
    if locked.status in (Status.SAVING, Status.SAVED):
        return locked
    if locked.status != Status.CHECKED or not locked.valid + locked.warned:
        raise UnableToImport(_("Belum ada baris yang bisa disimpan dari daftar ini."))
    locked.status, locked.saved_by, locked.attempts = Status.SAVING, by, 0
    locked.claimed_until = locked.finished_at = None
    locked.save()
    return locked


@transaction.atomic
def throw_away(*, bulk_import: BulkImport, by: User) -> None:
    """Forget a list that was not saved, with all that stands in it. Raises UnableToImport."""
    locked = _locked(bulk_import)
    if locked.status in (Status.SAVING, Status.SAVED):
        raise UnableToImport(_("Daftar ini sudah disimpan, jadi tidak bisa dibuang."))
    log.info("a list was thrown away: user=%s import=%s", by.pk, locked.pk)
    locked.delete()


@transaction.atomic
def forget_old(*, at: dt.datetime) -> int:
    """Forget dry runs nobody saved, failed rows nobody mended, and people of lists. How many."""
    old = BulkImport.objects.filter(uploaded_at__lt=at - FORGOTTEN_AFTER)
    never_saved = old.filter(status__in=[Status.CHECKED, Status.FAILED])
    forgotten = never_saved.count()
    never_saved.delete()
    rows = BulkImportRow.objects.filter(bulk_import__in=old.filter(status=Status.SAVED))
    people = ImportedPerson.objects.filter(saved_at__lt=at - PEOPLE_FORGOTTEN_AFTER)
    return forgotten + rows.delete()[0] + people.delete()[0]


def _locked(bulk_import: BulkImport) -> BulkImport:
    return BulkImport.objects.select_for_update().get(pk=bulk_import.pk)
