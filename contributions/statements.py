"""Taking statements of a partner's accounts, and saying how each account's file is written."""

import datetime as dt
import hashlib

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contributions import statement_files
from contributions.models import (
    PartnerAccount,
    StatementFile,
    StatementImport,
    StatementMapping,
)
from contributions.statement_files import Layout
from markets import file_work
from markets.models import User
from markets.refusals import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_WAITING = 5  # of one account

Status = StatementImport.Status


class UnableToImportStatement(Refusal):
    """The file or the mapping cannot be taken; `str()` says what to do.

    `code` is one of: not_yours, empty, too_large, no_mapping, busy, amounts, columns.
    """


def save_mapping(
    *, account: PartnerAccount, layout: Layout, by: User, at: dt.datetime
) -> StatementMapping:
    """How files of this account are written from now on. Raises UnableToImportStatement."""
    _check_owner(account, by)
    two = layout.in_column or layout.out_column
    if bool(layout.amount_column) == bool(two):
        raise UnableToImportStatement(
            _("Pilih satu kolom jumlah, atau kolom masuk dan kolom keluar."), "amounts"
        )
    columns = [layout.day_column, layout.amount_column, layout.in_column, layout.out_column]
    used = [column for column in columns if column]
    if len(set(used)) < len(used):
        raise UnableToImportStatement(
            _("Tanggal, masuk dan keluar berada di kolom yang berbeda."), "columns"
        )
    return StatementMapping.objects.create(
        account=account,
        **{name: getattr(layout, name) for name in Layout.__dataclass_fields__},
        saved_by=by,
        saved_at=at,
    )


def mapping_of(*, account: PartnerAccount) -> StatementMapping | None:
    """The mapping that holds for this account; None before one was saved."""
    return StatementMapping.objects.filter(account=account).order_by("-pk").first()


@transaction.atomic
def receive(
    *, account: PartnerAccount, file_name: str, data: bytes, by: User, at: dt.datetime
) -> StatementImport:
    """Take a statement, to be read soon; the same file again is answered with what it became.

    Raises UnableToImportStatement.
    """
    _check_owner(account, by)
    if not data:
        raise UnableToImportStatement(_("Berkas itu kosong."), "empty")
    if len(data) > MOST_BYTES:
        raise UnableToImportStatement(
            _("Berkas ini lebih dari 10 MB. Unduh mutasinya per bagian."), "too_large"
        )
    mapping = mapping_of(account=account)
    if mapping is None:
        raise UnableToImportStatement(_("Atur dahulu kolom mutasi rekening ini."), "no_mapping")
    digest = hashlib.sha256(data).hexdigest()
    standing = StatementImport.objects.filter(account=account, digest=digest).exclude(
        status=Status.FAILED
    )
    if found := standing.first():
        return found
    if account.imports.filter(status=Status.WAITING).count() >= MOST_WAITING:
        raise UnableToImportStatement(
            _("Masih ada mutasi yang sedang dibaca. Tunggu sampai selesai."), "busy"
        )
    try:
        with transaction.atomic():
            received = StatementImport.objects.create(
                account=account,
                mapping=mapping,
                file_name=file_work.shown_name(file_name),
                digest=digest,
                uploaded_by=by,
                uploaded_at=at,
            )
    except IntegrityError:  # the same file in the same moment
        return standing.get()
    StatementFile.objects.create(statement_import=received, data=data)
    return received


def preview(
    *, data: bytes, layout: Layout, today: dt.date, most: int
) -> list[statement_files.ReadLine]:
    """The first lines as this layout reads them. Raises UnableToReadStatement."""
    found = []
    for line in statement_files.read(data, layout, today=today):
        found.append(line)
        if len(found) >= most:
            break
    return found


def _check_owner(account: PartnerAccount, by: User) -> None:
    if not by.is_treasurer_of(account.partner_id):
        raise UnableToImportStatement(
            _("Mutasi diimpor oleh bendahara mitra pemilik rekening."), "not_yours"
        )
