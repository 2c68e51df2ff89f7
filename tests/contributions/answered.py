"""Builders of BPJS's answers as files."""

import csv
import io
from collections.abc import Iterable

from contributions import answer_lists
from contributions.models import AnswerList, Payment, Remittance, RemittanceLine
from markets.models import User
from members import bulk_columns, nik, nik_vault
from members.models import Member
from tests.contributions.money import make_cast
from tests.factories import NOON, TODAY, make_nik


def row(member: Member, status: str = "Diterima", reason: str = "", **fields: str) -> list[str]:
    """What the channel writes about her November at Rp8.400; fields: nik, month, amount."""
    return [
        fields.get("nik") or nik_of(member),
        fields.get("month", "11-2026"),
        fields.get("amount", "8400"),
        status,
        reason,
    ]


def nik_of(member: Member) -> str:
    """Her NIK; one is made up for who was made without a real one."""
    try:
        return nik_vault.open_(member)
    except nik_vault.UnableToOpenNik:
        made = nik.parse(make_nik(), on=TODAY)
        member.nik_encrypted, member.nik_key_id = nik_vault.seal(made)
        member.nik_index = nik_vault.index(made)
        member.save(update_fields=["nik_encrypted", "nik_key_id", "nik_index"])
        return made.digits


def as_csv(rows: Iterable[list[str]]) -> bytes:
    """The rows below the titles."""
    file = io.StringIO()
    writer = csv.writer(file, delimiter=";")
    writer.writerow(bulk_columns.titles(answer_lists.COLUMNS))
    writer.writerows(rows)
    return file.getvalue().encode()


def make_posted_line() -> RemittanceLine:
    """A line of a posted remittance of its own, transferred and without an answer."""
    cast = make_cast()
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    posted: Remittance = cast.post(payment_code=f"BPJS {cast.partner.pk}")
    return posted.lines.get()


def make_answer_list(
    *, remittance: Remittance, by: User, rows: Iterable[list[str]] | None = None
) -> AnswerList:
    """An uploaded file; by default one that accepts the last line and has a row nobody knows."""
    if rows is None:
        last = remittance.lines.latest("pk").contribution.member
        rows = [row(last), row(last, nik="3201014503809999")]
    return answer_lists.upload(
        remittance=remittance, data=as_csv(rows), file_name="jawaban.csv", by=by, at=NOON
    )
