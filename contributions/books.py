"""Whether the books agree: everything that is kept twice, recomputed and compared.

Lines with amounts, statuses with live lines, counters with receipts, the ledger with the documents
it is founded on, remitted months with remittances, cover with months. Reads one state of the
database, so money may move meanwhile.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import (
    books_answer_sql,
    books_credit_sql,
    books_elsewhere_sql,
    books_ledger_sql,
    books_loss_sql,
    books_offline_sql,
    books_own_money_sql,
    books_refund_sql,
    books_sheet_sql,
    books_sponsor_sql,
    books_spot_sql,
    books_sql,
    books_statement_sql,
    books_transfer_sql,
    cover,
    digest_check,
    ledger,
)
from contributions.models import Cover
from markets import months
from members.models import Member

MEMBERS_AT_ONCE = 20_000

# What is checked, by name: the sentence for people, and the query.
CHECKS: dict[str, tuple[Any, str]] = {
    "payment_is_its_lines": (
        gettext_lazy("Jumlah pembayaran tidak sama dengan jumlah barisnya"),
        books_sql.PAYMENT_IS_ITS_LINES,
    ),
    "line_is_its_contribution": (
        gettext_lazy("Baris pembayaran berbeda dari iurannya"),
        books_sql.LINE_IS_ITS_CONTRIBUTION,
    ),
    "line_is_of_its_payment": (
        gettext_lazy("Baris pembayaran milik peserta lain"),
        books_sql.LINE_IS_OF_ITS_PAYMENT,
    ),
    "lines_follow_voids": (
        gettext_lazy("Baris pembayaran tidak sesuai dengan pembatalannya"),
        books_sql.LINES_FOLLOW_VOIDS,
    ),
    "contribution_is_its_programmes": (
        gettext_lazy("Jumlah iuran tidak sama dengan jumlah programnya"),
        books_sql.CONTRIBUTION_IS_ITS_PROGRAMMES,
    ),
    "one_contribution_a_month": (
        gettext_lazy("Peserta ditagih dua kali untuk satu bulan"),
        books_sql.ONE_CONTRIBUTION_A_MONTH,
    ),
    "paid_is_one_live_line": (
        gettext_lazy("Status iuran tidak sesuai dengan baris pembayarannya"),
        books_sql.PAID_IS_ONE_LIVE_LINE,
    ),
    "counter_is_the_receipts": (
        gettext_lazy("Penghitung kuitansi tidak sesuai dengan kuitansinya"),
        books_sql.COUNTER_IS_THE_RECEIPTS,
    ),
    "receipt_numbers_are_used_once": (
        gettext_lazy("Nomor kuitansi dipakai lebih dari sekali"),
        books_sql.RECEIPT_NUMBERS_ARE_USED_ONCE,
    ),
    "receipt_numbers_have_no_gap": (
        gettext_lazy("Nomor kuitansi terlewat"),
        books_sql.RECEIPT_NUMBERS_HAVE_NO_GAP,
    ),
    "handover_is_its_lines": (
        gettext_lazy("Jumlah serah terima tidak sama dengan kuitansinya"),
        books_sql.HANDOVER_IS_ITS_LINES,
    ),
    "handover_is_as_counted": (
        gettext_lazy("Serah terima tidak sesuai dengan hitungan bendahara"),
        books_sql.HANDOVER_IS_AS_COUNTED,
    ),
    "count_is_its_pieces": (
        gettext_lazy("Hitungan uang tidak sama dengan lembar dan kepingnya"),
        books_sql.COUNT_IS_ITS_PIECES,
    ),
    "surplus_decisions_fit": (
        gettext_lazy("Keputusan selisih lebih melebihi selisihnya"),
        books_sql.SURPLUS_DECISIONS_FIT,
    ),
    "handover_line_is_its_receipt": (
        gettext_lazy("Baris serah terima berbeda dari kuitansinya"),
        books_sql.HANDOVER_LINE_IS_ITS_RECEIPT,
    ),
    "handover_lines_follow_its_status": (
        gettext_lazy("Baris serah terima tidak sesuai dengan keputusannya"),
        books_sql.HANDOVER_LINES_FOLLOW_ITS_STATUS,
    ),
    "receipt_is_handed_over_once": (
        gettext_lazy("Kuitansi diserahkan lebih dari sekali"),
        books_sql.RECEIPT_IS_HANDED_OVER_ONCE,
    ),
    "void_receipts_are_not_handed_over": (
        gettext_lazy("Kuitansi yang dibatalkan ada dalam serah terima"),
        books_sql.VOID_RECEIPTS_ARE_NOT_HANDED_OVER,
    ),
    "remittance_is_its_lines": (
        gettext_lazy("Jumlah setoran tidak sama dengan barisnya"),
        books_sql.REMITTANCE_IS_ITS_LINES,
    ),
    "remittance_line_is_its_payment_line": (
        gettext_lazy("Baris setoran berbeda dari baris pembayarannya"),
        books_sql.REMITTANCE_LINE_IS_ITS_PAYMENT_LINE,
    ),
    "remittance_lines_follow_its_status": (
        gettext_lazy("Baris setoran tidak sesuai dengan status setorannya"),
        books_sql.REMITTANCE_LINES_FOLLOW_ITS_STATUS,
    ),
    "month_is_remitted_once": (
        gettext_lazy("Bulan disetor lebih dari sekali"),
        books_sql.MONTH_IS_REMITTED_ONCE,
    ),
    "void_months_are_not_remitted": (
        gettext_lazy("Bulan yang dibatalkan ada dalam setoran"),
        books_sql.VOID_MONTHS_ARE_NOT_REMITTED,
    ),
    "remitted_is_posted": (
        gettext_lazy("Tanggal setor iuran tidak sesuai dengan setorannya"),
        books_sql.REMITTED_IS_POSTED,
    ),
    **books_loss_sql.CHECKS,
    **books_answer_sql.CHECKS,
    "refund_is_its_lines": (
        gettext_lazy("Jumlah pengembalian tidak sama dengan bulannya"),
        books_refund_sql.REFUND_IS_ITS_LINES,
    ),
    "refund_is_what_was_paid_too_much": (
        gettext_lazy("Pengembalian tidak sesuai dengan kelebihan bayarnya"),
        books_refund_sql.REFUND_IS_WHAT_WAS_PAID_TOO_MUCH,
    ),
    "refund_line_is_its_payment_line": (
        gettext_lazy("Baris pengembalian berbeda dari baris pembayarannya"),
        books_refund_sql.REFUND_LINE_IS_ITS_PAYMENT_LINE,
    ),
    "refund_lines_follow_its_status": (
        gettext_lazy("Baris pengembalian tidak sesuai dengan status pengembaliannya"),
        books_refund_sql.REFUND_LINES_FOLLOW_ITS_STATUS,
    ),
    "month_is_refunded_once": (
        gettext_lazy("Bulan dikembalikan lebih dari sekali"),
        books_refund_sql.MONTH_IS_REFUNDED_ONCE,
    ),
    "refund_follows_the_death": (
        gettext_lazy("Pengembalian tidak sesuai dengan laporan kematiannya"),
        books_refund_sql.REFUND_FOLLOWS_THE_DEATH,
    ),
    "months_after_a_death_go_back": (
        gettext_lazy("Bulan sesudah kematian tidak dicatat untuk dikembalikan"),
        books_refund_sql.MONTHS_AFTER_A_DEATH_GO_BACK,
    ),
    "held_dues_are_their_line": (
        gettext_lazy("Titipan iuran pertama tidak sesuai dengan barisnya"),
        books_refund_sql.HELD_DUES_ARE_THEIR_LINE,
    ),
    "credited_dues_are_their_credit": (
        gettext_lazy("Titipan iuran pertama tidak sesuai dengan kelebihan bayarnya"),
        books_refund_sql.CREDITED_DUES_ARE_THEIR_CREDIT,
    ),
    **books_credit_sql.CHECKS,
    **books_elsewhere_sql.CHECKS,
    **books_sponsor_sql.CHECKS,
    **books_ledger_sql.CHECKS,
    **books_offline_sql.CHECKS,
    **books_sheet_sql.CHECKS,
    **books_statement_sql.CHECKS,
    **books_transfer_sql.CHECKS,
    **books_own_money_sql.CHECKS,
    **books_spot_sql.CHECKS,
}
COVER_IS_ITS_MONTHS = "cover_is_its_months"
PAST_IS_AS_DIGESTED = "past_is_as_digested"
NEVER = cover.CoverDates(None, None)


@dataclass(frozen=True)
class Difference:
    """Two records of the same thing that do not agree; `str()` is for people.

    `check` is the name of the check, `subject` the row, in the words of the code.
    """

    check: str
    meaning: str
    subject: str
    expected: str
    found: str

    def __str__(self) -> str:
        return _("%(meaning)s: %(subject)s, seharusnya %(expected)s, ditemukan %(found)s") % {
            "meaning": self.meaning,
            "subject": self.subject,
            "expected": self.expected,
            "found": self.found,
        }


def differences(*, on: dt.date) -> list[Difference]:
    """Every disagreement in the books as they stand; none where all is well.

    `on` is today (WIB), on which cover depends where months lie behind a gap.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if len(connection.savepoint_ids) == 0:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        found = [
            Difference(name, str(meaning), *(_text(value) for value in row))
            for name, (meaning, query) in CHECKS.items()
            for row in _rows(cursor, query)
        ]
        return found + list(_cover_differences(on)) + _digest_differences()


def _rows(cursor: Any, query: str) -> list[tuple[Any, Any, Any]]:
    cursor.execute(query, {"outside": [str(place) for place in ledger.OUTSIDE]})
    return list(cursor.fetchall())


def _text(value: Any) -> str:
    return _("tidak ada") if value is None else str(value)


def _digest_differences() -> list[Difference]:
    """The first day of each table whose past is not what the daily digests say."""
    meaning = _("Masa lalu buku berubah sesudah disidik")
    return [
        Difference(
            PAST_IS_AS_DIGESTED, meaning, f"{found.day} {found.table}", found.expected, found.found
        )
        for found in digest_check.changed_past()
    ]


def _cover_differences(on: dt.date) -> Iterator[Difference]:
    """Cover rows that are not what the months give."""
    meaning = _("Perlindungan tidak sesuai dengan bulan yang dibayar dan disetor")
    last_month = months.last_day(months.add(months.first_of(on), -1))
    waiting = cover.to_be_counted(on=on)
    for members in _portions():
        today = cover.computed(members=members, on=on)
        # Behind a gap, the first sweep of this month may not have run yet.
        before = cover.computed(members=members, on=last_month)
        kept = Cover.objects.in_bulk(members)
        for member in (member for member in members if member not in waiting):
            row, expected = kept.get(member), today.get(member, NEVER)
            dates = _kept_dates(row) if row else NEVER
            if dates != expected and not (
                row and row.has_gap and dates == before.get(member, NEVER)
            ):
                yield Difference(
                    COVER_IS_ITS_MONTHS,
                    meaning,
                    f"member {member}",
                    _dates_in_words(expected),
                    _dates_in_words(dates),
                )


def _kept_dates(row: Cover) -> cover.CoverDates:
    return cover.CoverDates(row.paid_until, row.covered_until, row.is_told)


def _dates_in_words(dates: cover.CoverDates) -> str:
    told = " (told)" if dates.is_told else ""
    return f"{dates.paid_until} / {dates.covered_until}{told}"


def _portions() -> Iterator[list[int]]:
    """Every member by id, so many at once."""
    last = 0
    while True:
        following = Member.objects.filter(pk__gt=last).order_by("pk")[:MEMBERS_AT_ONCE]
        members = list(following.values_list("pk", flat=True))
        if not members:
            return
        yield members
        last = members[-1]
