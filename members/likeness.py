"""Who else is known that resembles the person of a case: hints for a reviewer, found when shown.

Two look-ups by index, of the birth date and of the phone, and only those few names are compared
by trigram: at a million members a common name alone would be like thousands of others.
"""

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from members.models import Enrolment, Member

ALIKE = 0.4  # of 1: how much of the trigrams of two names must be common
SHOWN = 5  # people for each case
COUNTED = 100  # more than that are not counted on

FIND = """
    SELECT enrolment.id, by_phone.others, by_address.others,
           other.is_ours, other.id, other.name, other.status, market.name,
           other.born_alike, other.same_phone,
           CASE WHEN other.is_ours THEN (
               SELECT max(theirs.id) FROM members_enrolment AS theirs
               WHERE theirs.member_id = other.id AND theirs.market_id = ANY(%(markets)s)
           ) END
    FROM members_enrolment AS enrolment
    JOIN members_member AS asked ON asked.id = enrolment.member_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS others FROM (
            SELECT FROM members_member AS other
            WHERE asked.phone <> '' AND other.phone <> '' AND other.phone = asked.phone
              AND other.id <> asked.id AND other.market_id = ANY(%(markets)s)
            LIMIT %(counted)s
        ) AS found
    ) AS by_phone
    CROSS JOIN LATERAL (
        SELECT count(*) AS others FROM (
            SELECT FROM members_member AS other
            WHERE upper(other.address) = upper(asked.address)
              AND other.id <> asked.id AND other.market_id = ANY(%(markets)s)
            LIMIT %(counted)s
        ) AS found
    ) AS by_address
    LEFT JOIN LATERAL (
        SELECT found.*, similarity(found.name, asked.name) AS likeness,
               found.birth_date = asked.birth_date AS born_alike,
               asked.phone <> '' AND found.phone = asked.phone AS same_phone,
               found.market_id = ANY(%(markets)s) AS is_ours
        FROM (
            SELECT id, name, status, birth_date, phone, market_id FROM members_member
            WHERE birth_date = asked.birth_date
            UNION
            SELECT id, name, status, birth_date, phone, market_id FROM members_member
            WHERE asked.phone <> '' AND phone <> '' AND phone = asked.phone
        ) AS found
        WHERE found.id <> asked.id AND similarity(found.name, asked.name) >= %(alike)s
        ORDER BY is_ours DESC, likeness DESC, found.id
        LIMIT %(most)s
    ) AS other ON true
    LEFT JOIN markets_market AS market ON market.id = other.market_id
    WHERE enrolment.id = ANY(%(enrolments)s)
    ORDER BY enrolment.id, other.is_ours DESC, other.likeness DESC, other.id
"""


@dataclass(frozen=True)
class Lookalike:
    """A person of these markets with a like name and the same birth date or phone."""

    member: int
    name: str
    status: str
    market: str
    born_alike: bool
    same_phone: bool
    enrolment: int | None  # her latest in these markets


@dataclass(frozen=True)
class Likeness:
    """Who resembles the person of one case, and how many share her phone and her address."""

    people: list[Lookalike]
    elsewhere: bool  # somebody like her is known, but not to these markets: no more is said
    same_phone: int
    same_address: int


def of(*, enrolments: list[Enrolment], markets: list[int]) -> dict[int, Likeness]:
    """The likeness of each of these cases, by its id, in one query for all of them.

    `markets` are the ids of those the asker reaches; of people elsewhere only that they exist is
    told. Counts end at COUNTED.
    """
    asked: dict[str, Any] = {
        "enrolments": [enrolment.pk for enrolment in enrolments],
        "markets": markets,
        "alike": ALIKE,
        "most": SHOWN + 1,
        "counted": COUNTED,
    }
    with connection.cursor() as cursor:
        cursor.execute(FIND, asked)
        rows = cursor.fetchall()
    return {case: _likeness(list(found)) for case, found in groupby(rows, key=itemgetter(0))}


def _likeness(rows: list[tuple[Any, ...]]) -> Likeness:
    """Of one case: a row for each person like her, or one that says only the counts."""
    _case, same_phone, same_address, *_person = rows[0]
    people = [_lookalike(*person) for _, _, _, is_ours, *person in rows if is_ours]
    elsewhere = any(is_ours is False for _, _, _, is_ours, *_ in rows)
    return Likeness(people[:SHOWN], elsewhere, same_phone, same_address)


def _lookalike(
    member: int,
    name: str,
    status: str,
    market: str,
    born_alike: bool,
    same_phone: bool,
    enrolment: int | None,
) -> Lookalike:
    words = str(Member.Status(status).label)
    return Lookalike(member, name, words, market, born_alike, same_phone, enrolment)
