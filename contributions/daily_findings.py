"""What is out of the ordinary on a business day, to be looked at before the sums.

What counts as odd is ours to say [policy]: cash taken between eight in the evening and four in the
morning in the market's own zone, or on a day its market is closed; cash taken with a device that
the collector had not used on an earlier day (her first one apart), or that two collectors used that
day; three voids asked by one person in a day, whoever took the money; a month of one member paid by
two receipts, one of them undone; two collectors taking cash of one trader on one day, for whichever
months.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from contributions import cash, receipts, spot_list, wording
from contributions.daily_close import DailyClose
from contributions.models import LineAnswer, Payment, PaymentLine, PublicHoliday, Void
from markets import months

MANY_VOIDS = 3
MOST_NAMED = 3  # receipts of a finding
MOST_SHOWN = 20  # of each kind; the lists of receipts show the rest


@dataclass(frozen=True)
class Finding:
    """One thing to look at; `state` and `person` lead to the receipts it is about.

    Where it is about no receipts, `page` is the name of the address it leads to.
    """

    kind: str
    words: str
    state: str = ""
    person: int | None = None
    page: str = ""


def daily_findings(*, close: DailyClose, at: dt.datetime) -> list[Finding]:
    """The worst first: numbers, limits and clocks, what was undone, odd moments, devices, twice."""
    found = [*_numbers(close), *_limits(close)]
    if close.day == months.law_day(at):
        found += [*_late(close, at), *_spot_cases(close)]
    odd = [*_voids(close), *_odd_moments(close), *_odd_devices(close)]
    return [*found, *odd, *_taken_twice(close)]


def _numbers(close: DailyClose) -> Iterator[Finding]:
    """Series with more numbers than receipts: of a phone's, only up to the last one that came."""
    odd: QuerySet[Any] = receipts.unexplained_series(partner=close.partner)
    for row in odd.select_related("holder")[:MOST_SHOWN]:
        yield Finding(
            _("Nomor kuitansi"),
            _("Seri %(code)s (%(name)s): %(last)s nomor terpakai, %(used)s kuitansi.")
            % {
                "code": row.code,
                "name": row.holder.name,
                "last": row.passed,
                "used": row.used,
            },
            person=row.holder_id,
        )


def _limits(close: DailyClose) -> Iterator[Finding]:
    limit_idr = close.partner.cash_limit_idr
    for person in close.collectors:
        if limit_idr and person.flow.closing_idr > limit_idr:
            yield Finding(
                _("Batas uang tunai"),
                _("%(name)s memegang %(amount)s, batasnya %(limit)s.")
                % {
                    "name": person.name,
                    "amount": wording.rupiah(person.flow.closing_idr),
                    "limit": wording.rupiah(limit_idr),
                },
                "tangan",
                person.pk,
            )


def _late(close: DailyClose, at: dt.datetime) -> Iterator[Finding]:
    """Cash that is older now than the partner allows; only of today, the clock runs on."""
    held = cash.unaccepted_receipts(partner=close.partner).order_by()
    oldest = held.values_list("taken_by", "taken_by__name").annotate(since=Min("collected_at"))
    free = ArraySubquery(PublicHoliday.objects.filter(on__lte=months.law_day(at)).values("on"))
    hours = close.partner.handover_hours
    for pk, name, since, holidays in oldest.annotate(free=free).order_by("since")[:MOST_SHOWN]:
        if cash.deadline(since=since, working_hours=hours, free=set(holidays)) <= at:
            yield Finding(
                _("Uang lama"),
                _("%(name)s memegang uang sejak %(day)s, lewat batas serah terima.")
                % {"name": name, "day": wording.day(months.law_day(since))},
                person=pk,
            )


def _spot_cases(close: DailyClose) -> Iterator[Finding]:
    """Differences of spot checks that nobody has closed."""
    still = spot_list.open_cases(partner=close.partner).order_by()
    found = still.aggregate(count=Count("pk"), since=Min("opened_at"))
    if found["count"]:
        words = _("%(count)s jawaban pedagang berbeda dari buku, yang tertua sejak %(day)s.")
        since = wording.day(months.law_day(found["since"]))
        yield Finding(
            _("Cek acak"), words % {"count": found["count"], "day": since}, page="spot_cases"
        )


def _voids(close: DailyClose) -> Iterator[Finding]:
    asked = Void.objects.filter(
        partner=close.partner,
        asked_at__gte=months.midnight_before(close.day),
        asked_at__lt=months.midnight_after(close.day),
    )
    askers = asked.order_by().values_list("asked_by", "asked_by__name").annotate(count=Count("pk"))
    many = askers.filter(count__gte=MANY_VOIDS).order_by("-count", "asked_by")
    for _pk, name, count in many[:MOST_SHOWN]:
        yield Finding(
            _("Banyak pembatalan"),
            _("%(count)s pembatalan diminta %(name)s hari itu.") % {"count": count, "name": name},
            "batal",
        )


def _odd_moments(close: DailyClose) -> Iterator[Finding]:
    """Cash taken at night, or where nobody trades that day."""
    told = (
        (_("%(count)s kuitansi tunai %(name)s antara pukul 20 dan pukul 4."), close.at_night),
        (_("%(count)s kuitansi tunai %(name)s pada hari pasar tutup."), close.on_closed_day),
    )
    names = {person.pk: person.name for person in close.collectors}
    for words, counts in told:
        for pk, count in counts.most_common(MOST_SHOWN):
            if count:
                sentence = words % {"count": count, "name": names[pk]}
                yield Finding(_("Waktu yang janggal"), sentence, person=pk)


def _odd_devices(close: DailyClose) -> Iterator[Finding]:
    """Cash taken with a device that is new to its collector, or that is two collectors'."""
    names = {person.pk: person.name for person in close.collectors}
    for pk, found in islice(close.on_new_device.items(), MOST_SHOWN):
        words = _(
            "%(name)s menerima tunai dengan perangkat yang belum pernah dipakainya: %(which)s."
        )
        which = ", ".join(found[:MOST_NAMED])
        if len(found) > MOST_NAMED:
            which = _("%(which)s dan %(more)s lagi") % {
                "which": which,
                "more": len(found) - MOST_NAMED,
            }
        yield Finding(_("Perangkat baru"), words % {"name": names[pk], "which": which}, person=pk)
    shared = {tuple(sorted(names[pk] for pk in who)) for who in close.users_of.values()}
    for together in sorted(row for row in shared if len(row) > 1)[:MOST_SHOWN]:
        words = _("Satu perangkat dipakai menerima tunai oleh %(names)s pada hari itu.")
        yield Finding(_("Perangkat bersama"), words % {"names": ", ".join(together)})


def _taken_twice(close: DailyClose) -> Iterator[Finding]:
    """Members of the day's receipts who paid twice: first a month again, then to two collectors."""
    in_cash = Q(payment__method=Payment.Method.CASH)
    earlier = PaymentLine.objects.filter(  # a receipt of several months is told once
        payment=OuterRef("payment"), contribution_month__lt=OuterRef("contribution_month")
    )
    # Said of the line's own receipt, not by a list of receipts: it is read once, by its day.
    taken = PaymentLine.objects.filter(
        payment__partner=close.partner, payment__business_day=close.day
    ).exclude(payment__method=Payment.Method.CREDIT)
    if close.market:
        taken = taken.filter(payment__market=close.market)
    lines = taken.annotate(
        is_again=Exists(_paid_before()),
        colleague=Case(When(in_cash & ~Exists(earlier), then=Subquery(_another_took_cash()))),
    )
    found = lines.filter(Q(is_again=True) | Q(colleague__isnull=False))
    related = found.select_related("member", "payment__series", "payment__taken_by")
    for line in related.order_by("-is_again", "payment__collected_at", "pk")[:MOST_SHOWN]:
        told = {
            "name": line.member.name,
            "month": wording.month(line.contribution_month),
            "receipt": line.payment.receipt,
            "taker": line.payment.taken_by.name,
            "colleague": line.colleague,
        }
        if line.is_again:
            words = _(
                "%(name)s, %(month)s: juga pada kuitansi lain. Kuitansi %(receipt)s, %(taker)s."
            )
            yield Finding(
                _("Bulan dibayar dua kali"), words % told, person=line.payment.taken_by_id
            )
        if line.colleague:
            words = _(
                "%(name)s: %(colleague)s dan %(taker)s pada hari yang sama. Kuitansi %(receipt)s."
            )
            yield Finding(_("Ditagih dua orang"), words % told, person=line.payment.taken_by_id)


def _paid_before() -> QuerySet[PaymentLine]:
    """The same month of the member on another receipt, which then was undone.

    Not what BPJS rejected, nor what her credit pays again: no money was taken for that.
    """
    rejected = LineAnswer.objects.filter(
        line__payment_line=OuterRef("pk"), outcome=LineAnswer.Outcome.REJECTED
    )
    others = PaymentLine.objects.filter(
        ~Exists(rejected),
        member=OuterRef("member"),
        contribution_month=OuterRef("contribution_month"),
    ).exclude(payment=OuterRef("payment"))
    return others.exclude(payment__method=Payment.Method.CREDIT)


def _another_took_cash() -> QuerySet[Any]:
    """The name of another person who took cash of the member before on that day."""
    before = Q(collected_at__lt=OuterRef("payment__collected_at")) | Q(
        collected_at=OuterRef("payment__collected_at"), pk__lt=OuterRef("payment")
    )
    others = Payment.objects.filter(
        before,
        method=Payment.Method.CASH,
        member=OuterRef("member"),
        partner=OuterRef("payment__partner"),
        business_day=OuterRef("payment__business_day"),
    ).exclude(taken_by=OuterRef("payment__taken_by"))
    return others.order_by("collected_at", "pk").values("taken_by__name")[:1]
