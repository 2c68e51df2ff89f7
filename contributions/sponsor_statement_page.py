"""What is on a statement to a sponsor: its lines, found by name, and what is paid of it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from contributions.models import Contribution, SponsorStatement, SponsorStatementLine
from markets import indonesian
from members import nik_vault
from members.models import Member

A_PAGE = 50
DIGITS, SHOWN = 16, 4  # of a NIK: the regency where it was given out
LINE_HEADER = (
    "Nama", "NIK (disamarkan)", "KPJ", "Pasar", "Program", "Bulan iuran", "JKK (Rp)", "JKM (Rp)",
    "JHT (Rp)", "Jumlah (Rp)", "Keadaan",
)  # fmt: skip


@dataclass(frozen=True)
class MonthSum:
    """What a month comes to on the statement."""

    month: Any
    people: int
    amount_idr: int


@dataclass(frozen=True)
class StatementPage:
    """A page of the lines of a statement, its sums by month, and what fell away since."""

    months: list[MonthSum]
    released_idr: int
    page: Page[SponsorStatementLine]


def statement_page(*, statement: SponsorStatement, text: str, page: str | None) -> StatementPage:
    """The page of that number of the lines whose member's name or KPJ contains the text."""
    all_lines = statement.lines.order_by()
    sums = (
        all_lines.filter(live=True)
        .values_list("contribution_month")
        .annotate(Count("pk"), Sum("amount_idr"))
        .order_by("contribution_month")
    )
    released = all_lines.filter(live=False).aggregate(sum=Sum("amount_idr"))["sum"]
    return StatementPage(
        months=[MonthSum(*row) for row in sums],
        released_idr=released or 0,
        page=Paginator(lines(statement=statement, text=text), A_PAGE).get_page(page),
    )


def lines(*, statement: SponsorStatement, text: str = "") -> QuerySet[SponsorStatementLine]:
    """The lines of the statement, by month and name."""
    found = statement.lines.all()
    if text:
        by_number = found.filter(member__membership_number=text)
        found = found.filter(member__name__icontains=text) | by_number
    return found.select_related("member", "market", "programme", "contribution").order_by(
        "contribution_month", "member__name", "pk"
    )


@indonesian.always
def line_cells(line: SponsorStatementLine) -> list[Any]:
    """A line as the sponsor gets it."""
    row = line.contribution
    return [
        line.member.name,
        masked_nik(line.member),
        line.member.membership_number,
        line.market.name,
        line.programme.name,
        f"{line.contribution_month:%Y-%m}",
        row.jkk_idr,
        row.jkm_idr,
        row.jht_idr,
        line.amount_idr,
        state(line),
    ]


def state(line: SponsorStatementLine) -> str:
    """Whether the line is paid, in words."""
    if not line.live:
        return _("Tidak ditagih lagi")
    if line.contribution.status == Contribution.Status.PAID:
        return _("Dibayar")
    return _("Belum dibayar")


def masked_nik(member: Member) -> str:
    """The first digits only: with birth date and sex the last ones would rebuild it."""
    try:
        digits = nik_vault.open_(member)
    except nik_vault.UnableToOpenNik:
        digits = ""
    return digits[:SHOWN] + "*" * (DIGITS - min(SHOWN, len(digits)))
