"""A business day of a partner: its figures, what is odd, and closing it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from contributions import daily_digests, day_closes, uncounted
from contributions.daily_close import DailyClose
from contributions.daily_close import daily_close as figures_of
from contributions.daily_findings import daily_findings
from contributions.models import DailyDigest, Payment
from contributions.uncounted import kept_beside
from markets import access, exports, months
from markets.models import Market, Partner, Role
from markets.sorting import Columns, Order

# Days before and after which can be counted, too.
EARLIEST, LATEST = dt.date(2015, 7, 1), dt.date(2099, 12, 31)
HEADER = (
    heading("Kolektor"), heading("Kuitansi"), heading("Diterima tunai"), heading("Dibatalkan"),
    heading("Diserahkan"), heading("Di tangan"), heading("Disetor"), heading("Saldo awal"),
    pgettext_lazy("money", "Masuk"), pgettext_lazy("money", "Kembali"),
    heading("Ditanggung mitra"), heading("Kepada bendahara"), heading("Saldo akhir"),
)  # fmt: skip
COLUMNS = Columns(
    first="kolektor",
    fields={
        "kolektor": ("name",),
        "kuitansi": ("cash__receipts",),
        "diterima": ("cash__taken_idr",),
        "dibatalkan": ("cash__undone_idr",),
        "diserahkan": ("cash__handed_idr",),
        "tangan": ("cash__in_hand_idr",),
    },
)
readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@readers
@require_safe
def daily_closes(request: access.SignedInRequest) -> HttpResponse:
    """Today, of the one partner; who reaches several chooses one."""
    partners = list(access.partners_of(request.user).order_by("name"))
    today = months.law_day(timezone.now())
    if len(partners) == 1:
        return redirect("daily_close", partners[0].pk, today)
    return render(
        request, "contributions/daily_closes.html", {"partners": partners, "today": today}
    )


@access.for_roles(Role.TREASURER, reads=[Role.REVIEWER, Role.AUDITOR])
@require_http_methods(["GET", "HEAD", "POST"])
def daily_close(request: access.SignedInRequest, pk: int, day: str) -> HttpResponse:
    """What is odd first, then the sums, by way to pay and by person. POST closes the day."""
    partner, on = _day_of(request, pk, day)
    now = timezone.now()
    if request.method == "POST":
        try:
            day_closes.close(partner=partner, day=on, by=request.user, at=now)
        except day_closes.UnableToClose as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Hari ditutup dengan angka-angka ini."))
        return redirect("daily_close", pk, day)
    markets = list(partner.markets.order_by("name"))
    market = _chosen(request, markets)
    close = _seen(partner, on, market)
    today = months.law_day(now)
    order = COLUMNS.asked(request.GET)
    context = {
        "close": close,
        "order": order,
        "collectors": order.arranged(close.collectors),
        "markets": markets,
        "findings": daily_findings(close=close, at=now),
        "before": on - dt.timedelta(days=1),
        "after": on + dt.timedelta(days=1) if on < today else None,
        "ways": [(label, method, close.way(method)) for method, label in Payment.Method.choices],
        "bars": _bars(close),
        "digest": _digest(partner),
        "may_close": request.user.role == Role.TREASURER
        and close.closed is None
        and market is None
        and not close.uncounted
        and on <= today,
    }
    return render(request, "contributions/daily_close.html", context)


@readers
@require_safe
def daily_close_export(request: access.SignedInRequest, pk: int, day: str) -> HttpResponseBase:
    """The day by collector, as a table."""
    partner, on, market = wanted(request, pk, day)
    close = _seen(partner, on, market)
    name = f"tutup-hari-{partner.code}-{on:%Y-%m-%d}"
    return exports.table_response(
        request, name=name, header=HEADER, rows=_table(close, COLUMNS.asked(request.GET))
    )


def _seen(partner: Partner, on: dt.date, market: Market | None) -> DailyClose:
    """The day without what who looks has yet to count."""
    return figures_of(partner=partner, day=on, market=market, uncounted=kept_beside(partner))


def wanted(
    request: access.SignedInRequest, pk: int, day: str
) -> tuple[Partner, dt.date, Market | None]:
    """The partner, the day and the market asked for. Raises Http404 where one is out of reach."""
    partner, on = _day_of(request, pk, day)
    return partner, on, _chosen(request, partner.markets.all())


def _day_of(request: access.SignedInRequest, pk: int, day: str) -> tuple[Partner, dt.date]:
    try:
        on = dt.date.fromisoformat(day)
    except ValueError:
        access.refuse(request, "no such day")
    if not EARLIEST <= on <= LATEST:
        access.refuse(request, "no such day")
    partners = daily_digests.beside(access.partners_of(request.user), until=on)
    partners = uncounted.beside(partners, user=request.user, until=on)
    return access.row_or_404(request, partners, pk=pk), on


def _digest(partner: Partner) -> DailyDigest | None:
    """The digest that `_day_of` found beside the partner."""
    day, sha256 = partner.digest_day, partner.digest_sha256  # type: ignore[attr-defined]
    return DailyDigest(day=day, sha256=sha256) if day else None


def _chosen(request: access.SignedInRequest, markets: Iterable[Market]) -> Market | None:
    """The one of these markets that is asked for; None where all are."""
    chosen = request.GET.get("pasar", "")
    if not chosen:
        return None
    found = {str(market.pk): market for market in markets}
    if chosen not in found:
        access.refuse(request, "scope")
    return found[chosen]


def _bars(close: DailyClose) -> list[tuple[Any, int]]:
    return [
        (_("Di tangan kolektor"), close.cash.in_hand_idr),
        (_("Di kas bendahara"), close.cash.held_idr),
        (_("Disetor ke BPJS"), close.cash.remitted_idr),
        (_("Menjadi kelebihan bayar"), close.cash.corrected_idr),
        (_("Dibatalkan"), close.cash.undone_idr),
    ]


def _table(close: DailyClose, order: Order) -> list[list[Any]]:
    return [
        [
            person.name,
            person.cash.receipts,
            person.cash.taken_idr,
            person.cash.undone_idr,
            person.cash.handed_idr,
            person.cash.in_hand_idr,
            person.cash.remitted_idr,
            person.flow.opening_idr,
            person.flow.came_idr,
            person.flow.back_idr,
            person.flow.written_off_idr,
            person.flow.onward_idr,
            person.flow.closing_idr,
        ]
        for person in order.arranged(close.collectors)
    ]
