"""What is asked for about members and waits for the branch; and what one change would cost."""

import datetime as dt
from dataclasses import dataclass
from itertools import chain

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from contributions import tariff, term_changes, wording
from contributions.pricing import UnableToPrice
from markets import months
from markets.models import Market
from members import terms
from members.models import (
    Asked,
    ConsentWithdrawal,
    Departure,
    NikCorrection,
    Sector,
    TermChange,
)

# By the word with which an address names the kind.
BY_NAME: dict[str, type[Asked]] = {
    "iuran": TermChange,
    "nik": NikCorrection,
    "berhenti": Departure,
}
TITLES = {
    "iuran": _lazy("Penghasilan, program dan sektor"),
    "nik": _lazy("NIK salah tulis"),
    "berhenti": _lazy("Berhenti menjadi peserta"),
}
PAGES = {"iuran": "term_change", "nik": "nik_correction", "berhenti": "departure"}
KINDS = tuple(BY_NAME.values())
MOST_WAITING, LAST_DECIDED = 100, 50


TONES = {Asked.Status.ASKED: "wait", Asked.Status.APPROVED: "good", Asked.Status.REFUSED: "bad"}


@dataclass(frozen=True)
class Line:
    """One request in words. `kind` is the word with which addresses name it."""

    row: Asked
    kind: str
    title: str
    lines: list[str]
    tone: str

    @property
    def url_name(self) -> str:
        """The name of the page on which it is decided."""
        return PAGES[self.kind]


@dataclass(frozen=True)
class AskedChanges:
    """The waiting requests, the longest waiting first, and the last decided ones.

    `withdrawn` are consents withdrawn whose members are to be suspended, the most urgent first;
    `doubtful` are corrected NIKs under whose former number months went to BPJS.
    """

    waiting: list[Line]
    withdrawn: list[ConsentWithdrawal]
    doubtful: list[Line]
    decided: list[Line]


@dataclass(frozen=True)
class Consequence:
    """From which month a change holds, and her dues of that month without and with it."""

    month: dt.date
    moved: bool  # later than was asked for
    before_idr: int | None
    after_idr: int | None


def asked_changes(*, markets: QuerySet[Market]) -> AskedChanges:
    """The requests of these markets, of every kind."""
    waiting = chain.from_iterable(
        _of(kind, markets).filter(status=Asked.Status.ASKED)[:MOST_WAITING] for kind in KINDS
    )
    decided = chain.from_iterable(
        _of(kind, markets)
        .exclude(status=Asked.Status.ASKED)
        .order_by("-decided_at", "-pk")[:LAST_DECIDED]
        for kind in KINDS
    )
    unconfirmed = NikCorrection.objects.filter(
        market__in=markets, status=Asked.Status.APPROVED, confirmed_at=None
    ).select_related("member", "market", "asked_by")
    doubtful = [row for row in unconfirmed.order_by("decided_at") if row.is_doubtful]
    to_suspend = ConsentWithdrawal.objects.filter(
        market__in=markets, suspend_by__isnull=False, suspended_at=None, closed_at=None
    ).select_related("member", "market", "recorded_by")
    last = sorted(decided, key=_decided_at, reverse=True)[:LAST_DECIDED]
    return AskedChanges(
        waiting=[_line(row) for row in sorted(waiting, key=lambda row: row.asked_at)],
        withdrawn=list(to_suspend.order_by("suspend_by")[:MOST_WAITING]),
        doubtful=[_line(row) for row in doubtful],
        decided=[_line(row) for row in last],
    )


def of_member(*, member_id: int, markets: QuerySet[Market]) -> list[Line]:
    """What was asked for about her in these markets, the latest first."""
    rows = chain.from_iterable(
        _of(kind, markets).filter(member=member_id).order_by("-asked_at")[:LAST_DECIDED]
        for kind in KINDS
    )
    return [_line(row) for row in sorted(rows, key=lambda row: row.asked_at, reverse=True)]


def consequence(*, change: TermChange, on: dt.date) -> Consequence:
    """What approving the change on that day would mean."""
    month = change.effective_month or term_changes.holds_from(change=change, on=on)
    term = terms.at_month(member=change.member, month=month)
    payer = term.payer_kind if term else None
    now = (change.former_income_idr, change.former_jht, change.former_sector)
    then = (change.declared_income_idr, change.jht, change.sector)
    return Consequence(
        month=month,
        moved=month != change.from_month,
        before_idr=_dues(month, now, payer),
        after_idr=_dues(month, then, payer),
    )


def _dues(month: dt.date, wishes: tuple[int, bool, str], payer: str | None) -> int | None:
    if payer is None:
        return None
    income, jht, sector = wishes
    try:
        price = tariff.in_force(months.first_of(month)).price(
            declared_income_idr=income, jht=jht, sector=sector, payer=payer
        )
    except UnableToPrice:
        return None  # no regulation says yet what that month costs
    return price.total_idr


def _line(row: Asked) -> Line:
    kind = next(name for name, model in BY_NAME.items() if isinstance(row, model))
    return Line(
        row=row,
        kind=kind,
        title=str(TITLES[kind]),
        lines=_words(row),
        tone=TONES.get(Asked.Status(row.status), ""),
    )


def _words(row: Asked) -> list[str]:
    if isinstance(row, TermChange):
        return _words_of_term_change(row)
    if isinstance(row, Departure):
        month = wording.month(row.effective_month or row.from_month)
        found = [
            str(Departure.Reason(row.reason).label),
            _("Berhenti mulai %(month)s") % {"month": month},
        ]
        return [*found, _("Gugur karena pindah ke mitra lain")] if row.overtaken_by_id else found
    if isinstance(row, NikCorrection) and row.is_doubtful:
        return [
            _("%(count)d bulan yang sudah disetor memakai NIK lama, menunggu konfirmasi BPJS")
            % {"count": len(row.doubtful_months)}
        ]
    return []


def _words_of_term_change(row: TermChange) -> list[str]:
    found = []
    if row.former_income_idr != row.declared_income_idr:
        found.append(
            f"{wording.rupiah(row.former_income_idr)} → {wording.rupiah(row.declared_income_idr)}"
        )
    if row.former_jht != row.jht:
        found.append(_("Ikut JHT") if row.jht else _("Berhenti ikut JHT"))
    if row.former_sector != row.sector:
        found.append(f"{Sector(row.former_sector).label} → {Sector(row.sector).label}")
    month = wording.month(row.effective_month or row.from_month)
    return [*found, _("Mulai %(month)s") % {"month": month}]


def _of(kind: type[Asked], markets: QuerySet[Market]) -> QuerySet[Asked]:
    rows = kind._default_manager.filter(market__in=markets)
    return rows.select_related("member", "market__partner", "asked_by", "decided_by")


def _decided_at(row: Asked) -> dt.datetime:
    assert row.decided_at is not None
    return row.decided_at
