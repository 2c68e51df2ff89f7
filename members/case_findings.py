"""What is found about a case when it is shown, beside the warnings kept since it was sent."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from markets import months
from members import likeness
from members.applications import AGE_LIMIT
from members.likeness import Likeness, Lookalike
from members.models import Decision, Enrolment

# What is many, and what is near: our own measures, for the reviewer's eye only.
PHONE_SHARED_BY = 3  # other people
ADDRESS_SHARED_BY = 5
NEAR_THE_AGE_LIMIT = dt.timedelta(days=365)
RETURNS_COUNTED_FOR = dt.timedelta(days=90)
OFTEN_RETURNED = 20  # of a hundred decisions about what one collector entered
FEWEST_DECISIONS = 10  # fewer tell nothing about a collector

DECIDED = (Enrolment.Status.APPROVED, Enrolment.Status.RETURNED, Enrolment.Status.REJECTED)


@dataclass(frozen=True)
class Finding:
    """Something to look at, in words, perhaps with the people it is about."""

    code: str
    sentence: str
    people: list[Lookalike] = field(default_factory=list)

    @property
    def whole(self) -> str:
        """The sentence with the names of the people it is about."""
        names = ", ".join(person.name for person in self.people)
        return f"{self.sentence} {names}." if names else self.sentence


@dataclass(frozen=True)
class ReturnRate:
    """Of the latest decisions about what a collector entered: how many, and how many returns."""

    decided: int
    returned: int

    @property
    def percent(self) -> int:
        """Whole returns of a hundred decisions."""
        return 100 * self.returned // self.decided if self.decided else 0

    @property
    def is_high(self) -> bool:
        """Whether the reviewer should look more closely."""
        return self.decided >= FEWEST_DECISIONS and self.percent >= OFTEN_RETURNED


@dataclass(frozen=True)
class Found:
    """All findings about one case."""

    findings: list[Finding]
    return_rate: ReturnRate


def of(*, enrolments: list[Enrolment], markets: list[int], at: dt.datetime) -> dict[int, Found]:
    """The findings of each case, by its id: two queries for however many.

    `markets` are the ids of those the reviewer reaches.
    """
    alike = likeness.of(enrolments=enrolments, markets=markets)
    rates = _return_rates(enrolments, markets, at)
    found = {}
    for row in enrolments:
        rate = rates.get(row.entered_by_id, ReturnRate(0, 0))
        findings = [
            *_like_others(alike[row.pk]),
            *_near_the_age_limit(row, months.law_day(at)),
            *_often_returned(row, rate),
        ]
        found[row.pk] = Found(findings, rate)
    return found


def _like_others(alike: Likeness) -> list[Finding]:
    found = []
    if alike.people:
        sentence = _("Ada orang bernama mirip dengan tanggal lahir atau nomor HP yang sama:")
        found.append(Finding("lookalike", sentence, alike.people))
    if alike.elsewhere:
        found.append(
            Finding(
                "lookalike_elsewhere",
                _(
                    "Orang bernama mirip dengan tanggal lahir atau nomor HP yang sama ada di "
                    "cabang lain."
                ),
            )
        )
    if alike.same_phone >= PHONE_SHARED_BY:
        sentence = _("Nomor HP ini juga milik %(count)s orang lain.")
        found.append(Finding("shared_phone", sentence % {"count": _counted(alike.same_phone)}))
    if alike.same_address >= ADDRESS_SHARED_BY:
        sentence = _("Alamat ini juga alamat %(count)s orang lain.")
        found.append(Finding("shared_address", sentence % {"count": _counted(alike.same_address)}))
    return found


def _counted(count: int) -> str:
    return f"{count}+" if count >= likeness.COUNTED else str(count)


def _near_the_age_limit(enrolment: Enrolment, on: dt.date) -> list[Finding]:
    birthday = _birthday(enrolment.member.birth_date, AGE_LIMIT)
    if not dt.timedelta() < birthday - on <= NEAR_THE_AGE_LIMIT:
        return []
    sentence = _(
        "Genap %(age)s tahun pada %(day)s. Bila kepesertaannya terputus sesudah itu, ia mungkin "
        "tidak bisa didaftarkan lagi."
    )
    words = {"age": AGE_LIMIT, "day": format_date(birthday, "j F Y")}
    return [Finding("near_the_age_limit", sentence % words)]


def _birthday(birth_date: dt.date, age: int) -> dt.date:
    try:
        return birth_date.replace(year=birth_date.year + age)
    except ValueError:  # 29 February
        return dt.date(birth_date.year + age, 3, 1)


def _often_returned(enrolment: Enrolment, rate: ReturnRate) -> list[Finding]:
    if not rate.is_high:
        return []
    sentence = _(
        "Dari %(decided)s keputusan 90 hari terakhir tentang yang dicatat %(name)s, %(returned)s "
        "dikembalikan (%(percent)s%%)."
    )
    words = {"decided": rate.decided, "returned": rate.returned, "percent": rate.percent}
    return [Finding("often_returned", sentence % {**words, "name": enrolment.entered_by.name})]


def _return_rates(
    enrolments: list[Enrolment], markets: list[int], at: dt.datetime
) -> dict[int, ReturnRate]:
    decided = Decision.objects.filter(
        entered_by__in={row.entered_by_id for row in enrolments},
        market__in=markets,
        to_status__in=DECIDED,
        at__gt=at - RETURNS_COUNTED_FOR,
        at__lte=at,
    )
    returned = Q(to_status=Enrolment.Status.RETURNED)
    counts = (
        decided.order_by()
        .values_list("entered_by")
        .annotate(decisions=Count("pk"), returns=Count("pk", filter=returned))
    )
    return {collector: ReturnRate(*counted) for collector, *counted in counts}
