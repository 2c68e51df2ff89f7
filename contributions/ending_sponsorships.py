"""Whose sponsor stops paying soon, and what will she pay herself?

Said from 45 days before the last sponsored month ends, or when the budget does for fewer than two
more months of everybody [policy]; and so long after a sponsor has stopped early, also where the
first own month is over by then: she owes it. The budget's end is a forecast: what is sure is the
last month.
"""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from contributions import tariff, wording
from contributions.models import Sponsorship
from contributions.sponsor_people import cost_of, terms_of
from contributions.tariff_notice import NOTICE_DAYS
from markets import indonesian, months
from markets.models import Market
from members.models import PayerKind

A_PAGE = 30
MONTHS_IN_HAND = 2


@dataclass(frozen=True)
class Paid:
    """Who pays a member's dues, from which month until which; `own_idr` is what she pays after it,
    0 where that is far or not known. `is_forecast`: the budget may end there."""

    sponsorship: Sponsorship
    sponsor: str
    first_month: dt.date
    last_month: dt.date
    is_forecast: bool
    ends_soon: bool
    own_idr: int

    @property
    def next_month(self) -> dt.date:
        """The first month she pays herself."""
        return months.add(self.last_month, 1)

    @property
    def sentence(self) -> str:
        """That another pays, and until when."""
        words = {
            "sponsor": self.sponsor,
            "first": wording.month(self.first_month),
            "last": wording.month(self.last_month),
        }
        return _("Iuran dibayar oleh %(sponsor)s, %(first)s sampai %(last)s.") % words

    @property
    @indonesian.always
    def chat(self) -> str:
        """What a message to her would say; names no other data of hers."""
        return _(
            "Selamat siang, %(name)s. Iuran BPJS Ketenagakerjaan Anda dibayar %(sponsor)s sampai "
            "%(last)s. Sesudah itu iurannya dibayar sendiri supaya tetap terlindungi. Kapan saya "
            "bisa datang?"
        ) % {
            "name": self.sponsorship.member.name,
            "sponsor": self.sponsor,
            "last": wording.month(self.last_month),
        }

    @property
    def warning(self) -> str:
        """That she pays herself soon; empty while it is far."""
        if not self.ends_soon:
            return ""
        words = {
            "month": wording.month(self.next_month),
            "amount": wording.rupiah(self.own_idr),
        }
        if self.is_forecast:
            start = _(
                "Anggaran sponsor diperkirakan habis: mulai sekitar %(month)s iuran dibayar sendiri"
            )
        else:
            start = _("Mulai %(month)s iuran dibayar sendiri")
        tail = _(", %(amount)s sebulan.") if self.own_idr else "."
        return (start + tail) % words


def of_member(*, member_id: int, on: dt.date) -> Paid | None:
    """The sponsorship that holds that day or begins later, with what follows it; None without."""
    # Whoever pays now goes before one who has stopped.
    found = (
        _standing(on)
        .filter(member=member_id)
        .order_by(F("ended_at").desc(nulls_first=True), "first_month")
        .first()
    )
    return None if found is None else paid_of(rows=[found], on=on)[0]


def ending(*, markets: QuerySet[Market], on: dt.date, text: str = "") -> QuerySet[Sponsorship]:
    """Whose sponsor stops soon, in these markets; the nearest end first, then by name."""
    found = _standing(on).filter(
        Q(last_month__lte=_last_told(on))
        | Q(end_reason=Sponsorship.EndReason.STOPPED)
        | Q(programme__runs_out_month__lte=months.add(months.first_of(on), MONTHS_IN_HAND)),
        market__in=markets,
    )
    if text:
        found = found.filter(member__name__icontains=text)
    return found.order_by("last_month", "member__name", "pk")


def page_of(
    *, markets: QuerySet[Market], on: dt.date, text: str, page: str | None
) -> tuple[Page[Sponsorship], list[Paid]]:
    """A page of them, and what is said of each."""
    shown = Paginator(ending(markets=markets, on=on, text=text), A_PAGE).get_page(page)
    return shown, paid_of(rows=list(shown), on=on)


def paid_of(*, rows: list[Sponsorship], on: dt.date) -> list[Paid]:
    """What is said of each of these sponsorships, in a few queries for all."""
    current = months.first_of(on)
    soon = months.add(current, MONTHS_IN_HAND)
    said = []
    for row in rows:
        out = row.programme.runs_out_month
        forecast = bool(
            row.ended_at is None and out and row.first_month < out <= min(row.last_month, soon)
        )
        last = months.add(out, -1) if forecast and out else row.last_month
        stopped = row.end_reason == Sponsorship.EndReason.STOPPED
        soon_over = forecast or stopped or row.last_month <= _last_told(on)
        said.append((row, last, forecast, soon_over))
    telling = [(row, months.add(last, 1)) for row, last, _forecast, soon in said if soon]
    own = _own_amounts(telling)
    return [
        Paid(
            sponsorship=row,
            sponsor=row.programme.sponsor.name,
            first_month=row.first_month,
            last_month=last,
            is_forecast=forecast,
            ends_soon=ends_soon,
            own_idr=own.get(row.pk, 0),
        )
        for row, last, forecast, ends_soon in said
    ]


def stopped(*, on: dt.date) -> QuerySet[Sponsorship]:
    """Whom a sponsor paid for until he stopped early, so lately that she is told."""
    since = on - dt.timedelta(days=NOTICE_DAYS)
    return Sponsorship.objects.filter(
        end_reason=Sponsorship.EndReason.STOPPED,
        ended_at__date__gte=since,
        first_month__lte=F("last_month"),
    )


def _standing(on: dt.date) -> QuerySet[Sponsorship]:
    return Sponsorship.objects.filter(
        Q(last_month__gte=months.first_of(on)) | Q(pk__in=stopped(on=on)),
        first_month__lte=F("last_month"),
    ).select_related("programme__sponsor", "member", "market")


def _last_told(on: dt.date) -> dt.date:
    """The latest month whose end is told of that day."""
    horizon = on + dt.timedelta(days=NOTICE_DAYS)
    month = months.first_of(horizon)
    return month if months.last_day(month) <= horizon else months.add(month, -1)


def _own_amounts(telling: list[tuple[Sponsorship, dt.date]]) -> dict[int, int]:
    """What each costs herself in her first own month."""
    if not telling:
        return {}
    first = min(month for _row, month in telling)
    last = max(month for _row, month in telling)
    tariffs = tariff.ahead(first, months.between(first, last) + 1)
    terms = terms_of([row.member_id for row, _month in telling])
    return {
        row.pk: cost_of(
            terms=terms.get(row.member_id, ()),
            month=month,
            payer_kind=PayerKind.SELF,
            tariffs=tariffs,
        )
        for row, month in telling
    }
