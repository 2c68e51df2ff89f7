"""What each row of BPJS's answers means: ready, recorded already, or why not.

A row names a month by NIK and contribution month, as the list for the channel did. A sentence about
a row never repeats a NIK, and tells nothing about months outside the remittance.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import wording
from contributions.models import LineAnswer, Remittance, RemittanceLine
from markets import amounts
from members import import_cells, nik, nik_vault
from members.models import Member, NikCorrection

Outcome, Reason = LineAnswer.Outcome, LineAnswer.Reason
ACCEPTED = ("diterima", "terima", "sukses", "berhasil", "valid", "ok", "ya")
REJECTED = ("ditolak", "tolak", "gagal", "tidak valid", "tidak")
MOST_NOTE = 200
# What a reason says, by words in it; the first that fits.
REASONS: tuple[tuple[str, str], ...] = (
    ("meninggal", Reason.DEAD),
    ("wafat", Reason.DEAD),
    ("mitra lain", Reason.OTHER_PARTNER),
    ("wadah lain", Reason.OTHER_PARTNER),
    ("tempat lain", Reason.PAID_ELSEWHERE),
    ("sudah dibayar", Reason.PAID_ELSEWHERE),
    ("sudah bayar", Reason.PAID_ELSEWHERE),
    ("tidak dikenal", Reason.NIK_UNKNOWN),
    ("tidak ditemukan", Reason.NIK_UNKNOWN),
    ("nik salah", Reason.NIK_UNKNOWN),
)


class Verdict(TextChoices):
    """What becomes of a row."""

    ACCEPTED = "accepted", gettext_lazy("Akan dicatat diterima")
    REJECTED = "rejected", gettext_lazy("Akan dicatat ditolak")
    RECORDED = "recorded", gettext_lazy("Sudah tercatat")
    UNKNOWN = "unknown", gettext_lazy("Tidak ada dalam setoran")
    CONFLICTING = "conflicting", gettext_lazy("Bertentangan")
    WRONG = "wrong", gettext_lazy("Salah tulis")


FAILED = (Verdict.UNKNOWN, Verdict.CONFLICTING, Verdict.WRONG)
READY = (Verdict.ACCEPTED, Verdict.REJECTED)


@dataclass(frozen=True, repr=False)
class Given:
    """A row as it stands in the file; `number` is its number there."""

    number: int
    nik: str
    month: str
    amount: str
    status: str
    reason: str

    @property
    def cells(self) -> list[Any]:
        return [self.number, self.nik, self.month, self.amount, self.status, self.reason]


@dataclass(frozen=True, repr=False)
class Row:
    """A row with the line that is meant and BPJS's answer, and what becomes of it."""

    given: Given
    verdict: Verdict
    why: str = ""
    index: bytes = b""
    month: dt.date | None = None
    amount_idr: int = 0
    outcome: str = ""
    reason: str = ""
    note: str = ""
    line: RemittanceLine | None = None


def judged(
    rows: list[Given], *, remittance: Remittance, on: dt.date, first: dict[int, Row] | None = None
) -> list[Row]:
    """Each row with its verdict, as things stand now.

    `first` remembers what rows before these said of a line, where a file comes in portions.
    """
    read = [_read(given, on) for given in rows]
    found = _with_lines(read, remittance)
    return _against_each_other(found, {} if first is None else first)


def _read(given: Given, on: dt.date) -> Row:
    try:
        index = nik_vault.index(nik.parse(given.nik, on=on))
        month = import_cells.month(given.month)
        amount_idr = amounts.parse(given.amount)
    except (nik.InvalidNik, import_cells.UnreadableCell) as error:
        return Row(given, Verdict.WRONG, str(error))
    except amounts.NotAnAmount:
        return Row(given, Verdict.WRONG, _("Tulis jumlah rupiah dengan angka saja."))
    row = Row(given, Verdict.ACCEPTED, "", index, month, amount_idr, Outcome.ACCEPTED)
    word = " ".join(given.status.casefold().split())
    if word in ACCEPTED:
        return row
    if word not in REJECTED:
        return replace(row, verdict=Verdict.WRONG, why=_("Isi status: Diterima atau Ditolak."))
    text = " ".join(given.reason.split())[:MOST_NOTE]
    if not text:
        return replace(row, verdict=Verdict.WRONG, why=_("Isi alasan BPJS menolaknya."))
    return replace(
        row, verdict=Verdict.REJECTED, outcome=Outcome.REJECTED, reason=reason_of(text), note=text
    )


def reason_of(text: str) -> str:
    """Which reason these words of BPJS say."""
    return next((kind for words, kind in REASONS if words in text.casefold()), Reason.OTHER)


def _with_lines(rows: list[Row], remittance: Remittance) -> list[Row]:
    members = _members({row.index for row in rows if row.verdict in READY})
    lines = RemittanceLine.objects.filter(
        remittance=remittance, contribution__member__in=set(members.values())
    ).select_related("contribution__member", "remittance__partner")
    listed = {(line.contribution.member_id, line.contribution_month): line for line in lines}
    answers = LineAnswer.objects.filter(line__in=[line.pk for line in listed.values()])
    answered = dict(answers.values_list("line", "outcome"))
    return [_with_line(row, members, listed, answered) for row in rows]


def _members(indexes: set[bytes]) -> dict[bytes, int]:
    """Whose NIK these are; also one that was corrected since the list was made."""
    found: dict[bytes, int] = {}
    corrected = NikCorrection.objects.filter(former_index__in=indexes, status="approved")
    for pairs in (
        corrected.values_list("former_index", "member"),
        Member.objects.filter(nik_index__in=indexes).values_list("nik_index", "pk"),
    ):
        found.update((bytes(index), member) for index, member in pairs if index is not None)
    return found


def _with_line(
    row: Row,
    members: Mapping[bytes, int],
    listed: Mapping[tuple[int, dt.date], RemittanceLine],
    answered: Mapping[int, str],
) -> Row:
    if row.verdict not in READY or row.month is None:
        return row
    line = listed.get((members.get(row.index, 0), row.month))
    if line is None:
        why = _("NIK dengan bulan itu tidak ada dalam setoran ini.")
        return replace(row, verdict=Verdict.UNKNOWN, why=why)
    row = replace(row, line=line)
    if line.amount_idr != row.amount_idr:
        why = _("Jumlahnya berbeda: dalam setoran %(amount)s.") % {
            "amount": wording.rupiah(line.amount_idr)
        }
        return replace(row, verdict=Verdict.CONFLICTING, why=why)
    if line.pk not in answered:
        return row
    if answered[line.pk] == row.outcome:
        return replace(row, verdict=Verdict.RECORDED)
    why = _("Sudah dicatat lain: %(outcome)s.") % {"outcome": Outcome(answered[line.pk]).label}
    return replace(row, verdict=Verdict.CONFLICTING, why=why)


def _against_each_other(rows: list[Row], first: dict[int, Row]) -> list[Row]:
    """Of rows that say the same the first counts; one that contradicts it stays behind."""
    return [_after(row, first) for row in rows]


def _after(row: Row, first: dict[int, Row]) -> Row:
    if row.verdict not in READY or row.line is None:
        return row
    before = first.setdefault(row.line.pk, row)
    if before is row:
        return row
    number = {"number": before.given.number}
    if before.outcome != row.outcome:
        why = _("Bertentangan dengan baris %(number)s.") % number
        return replace(row, verdict=Verdict.CONFLICTING, why=why)
    return replace(row, verdict=Verdict.RECORDED, why=_("Sama dengan baris %(number)s.") % number)
