"""How fast a reviewer's queue answers, beside hand-written SQL of the same answers.

Each question is asked through the very module the page asks; the floor sends the fewest plain
statements that fetch the same rows and counts over the same connection. Both are asked in turn,
several times; medians. The page is what the test client gets, with templates and all.
"""

import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.bench import review_rows
from config.bench.scratch import database
from markets import access
from markets.models import User
from members import case_findings, review_queue
from members.models import Enrolment, Member
from members.review_queue import Chosen

ROUNDS = 7

OF_THE_BRANCH = """
    FROM members_enrolment AS enrolment
    JOIN markets_market AS market ON market.id = enrolment.market_id
    JOIN markets_partner AS partner ON partner.id = market.partner_id
    JOIN members_member AS member ON member.id = enrolment.member_id
    JOIN markets_user AS collector ON collector.id = enrolment.entered_by_id
    LEFT JOIN members_reviewlease AS lease ON lease.enrolment_id = enrolment.id
    WHERE partner.branch_id = %(branch)s AND {condition}
"""
ROWS = (
    "SELECT enrolment.*, member.*, market.name, partner.name, collector.name, lease.until"
    + OF_THE_BRANCH
    + "ORDER BY enrolment.submitted_at, enrolment.id LIMIT 50"
)
COUNT = "SELECT count(*)" + OF_THE_BRANCH
TILES = """
    SELECT count(*) FILTER (WHERE status = 'submitted'),
           count(*) FILTER (WHERE status = 'submitted' AND submitted_at < %(day_ago)s),
           count(*) FILTER (WHERE status = 'submitted' AND warnings <> '[]'),
           count(*) FILTER (WHERE status = 'returned')
    FROM members_enrolment
    WHERE status IN ('submitted', 'returned') AND market_id IN (
        SELECT market.id FROM markets_market AS market
        JOIN markets_partner AS partner ON partner.id = market.partner_id
        WHERE partner.branch_id = %(branch)s)
"""
ALIKE = """
    SELECT id, name, status, market_id, similarity(name, %(name)s) FROM members_member
    WHERE birth_date = %(birth_date)s OR (phone = %(phone)s AND phone <> '')
"""
SHARED = """
    SELECT (SELECT count(*) FROM members_member WHERE phone = %(phone)s AND phone <> ''),
           (SELECT count(*) FROM members_member WHERE upper(address) = upper(%(address)s))
"""
RETURNED = """
    SELECT count(*), count(*) FILTER (WHERE to_status = 'returned') FROM members_decision
    WHERE entered_by_id = %(entered_by)s AND at > %(since)s
"""


@dataclass(frozen=True)
class Question:
    """Something a reviewer asks: through our module, and in plain statements."""

    name: str
    ours: Callable[[], Any]
    floor: list[tuple[str, dict[str, Any]]]
    page: dict[str, Any] | None = None  # what the page is asked for


def run(*, members: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Ask each question of the queue at so many members; queries and milliseconds of each."""
    now = timezone.now()
    with database():
        begun = time.perf_counter()
        reviewer = review_rows.populate(members=members, now=now)
        report(f"{members} members stand after {time.perf_counter() - begun:.0f} s.")
        call_command("collectstatic", interactive=False, verbosity=0)  # pages name them by hash
        client = Client(SERVER_NAME="localhost")
        client.force_login(reviewer)
        answers = {
            question.name: _ask(question, client, report) for question in _questions(reviewer, now)
        }
    return {
        "members": members,
        "questions": answers,
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _questions(by: User, now: dt.datetime) -> list[Question]:
    markets = access.markets_of(by)
    waiting = Enrolment.objects.filter(market__in=markets, status="submitted")
    first = waiting.select_related("member", "market__partner").order_by("-submitted_at")[0]
    name = first.member.name.split()
    queues: list[tuple[str, dict[str, Any], str]] = [
        ("queue", {}, ""),
        ("partner", {"partner": first.market.partner_id}, "partner.id = %(partner)s"),
        ("market", {"market": first.market_id}, "market.id = %(market)s"),
        ("with warnings", {"warnings": "any"}, "enrolment.warnings <> '[]'"),
        ("late", {"clock": "late"}, "enrolment.submitted_at < %(day_ago)s"),
        ("60 years and more", {"age": "old"}, "member.birth_date <= %(sixty)s"),
        ("part of a name", {"text": name[-1]}, "upper(member.name) LIKE upper(%(text)s)"),
        ("every status", {"status": ""}, "true"),
        (
            "part of a name, every status",
            {"text": f"{name[1]} {name[2][:3]}", "status": ""},
            "upper(member.name) LIKE upper(%(text)s)",
        ),
        (
            "common name, every status",
            {"text": name[0], "status": ""},
            "upper(member.name) LIKE upper(%(text)s)",
        ),
    ]
    return [
        *(_queue(label, chosen, condition, by, now) for label, chosen, condition in queues),
        _by_nik(bytes(first.member.nik_index)),
        _findings(first, by, now),
        _next(by, now),
    ]


def _queue(
    label: str, narrowed: dict[str, Any], condition: str, by: User, now: dt.datetime
) -> Question:
    chosen, markets = Chosen(**narrowed), access.markets_of(by)
    sixty = now.date().replace(year=now.year - review_queue.OLD_AGE)
    facts = {
        **narrowed,
        "branch": by.branch_id,
        "day_ago": now - dt.timedelta(days=1),
        "sixty": sixty,
        "text": f"%{chosen.text}%",
    }
    status = "enrolment.status = 'submitted'" if chosen.status else "true"
    whole = f"{status} AND {condition or 'true'}"
    named = {"q" if field == "text" else field: value for field, value in narrowed.items()}
    return Question(
        name=label,
        ours=lambda: review_queue.queue(
            markets=markets, chosen=chosen, order=review_queue.COLUMNS.order(), page=None, at=now
        ),
        floor=[
            (ROWS.format(condition=whole), facts),
            (COUNT.format(condition=whole), facts),
            (TILES, facts),
        ],
        page={**named, "status": chosen.status or "all"},
    )


def _by_nik(index: bytes) -> Question:
    statement = "SELECT * FROM members_member WHERE nik_index = %(index)s"
    return Question(
        name="exact NIK",
        ours=lambda: Member.objects.filter(nik_index=index).first(),
        floor=[(statement, {"index": index})],
    )


def _findings(case: Enrolment, by: User, now: dt.datetime) -> Question:
    reached = list(access.markets_of(by).values_list("pk", flat=True))
    person = case.member
    facts = {
        "name": person.name,
        "birth_date": person.birth_date,
        "phone": str(person.phone),
        "address": person.address,
        "entered_by": case.entered_by_id,
        "since": now - case_findings.RETURNS_COUNTED_FOR,
    }
    return Question(
        name="what is found about a case",
        ours=lambda: case_findings.of(enrolments=[case], markets=reached, at=now),
        floor=[(ALIKE, facts), (SHARED, facts), (RETURNED, facts)],
    )


def _next(by: User, now: dt.datetime) -> Question:
    """The next case with its lease, given back at once; the floor only finds it."""

    def claim() -> None:
        with transaction.atomic():
            review_queue.claim_next(markets=access.markets_of(by), chosen=Chosen(), by=by, at=now)
            transaction.set_rollback(True)

    condition = "enrolment.status = 'submitted' AND lease.id IS NULL"
    statement = ROWS.format(condition=condition).replace("LIMIT 50", "LIMIT 1")
    return Question(name="next case", ours=claim, floor=[(statement, {"branch": by.branch_id})])


def _ask(question: Question, client: Client, report: Callable[[str], None]) -> dict[str, Any]:
    ours, floor, page = [], [], []
    with CaptureQueriesContext(connection) as asked:
        question.ours()
    queries = len(asked)
    for _ in range(ROUNDS):
        floor.append(_milliseconds(lambda: _plain(question.floor)))
        ours.append(_milliseconds(question.ours))
        if question.page is not None:
            page.append(_milliseconds(lambda: _get(client, question.page)))
    figures = {
        "queries": queries,
        "milliseconds": round(statistics.median(ours), 1),
        "floor_milliseconds": round(statistics.median(floor), 1),
        "ratio_to_floor": round(statistics.median(floor) / statistics.median(ours), 2),
    }
    if page:
        figures["page_milliseconds"] = round(statistics.median(page), 1)
    report(f"{question.name}: {figures}")
    return figures


def _plain(statements: list[tuple[str, dict[str, Any]]]) -> None:
    with connection.cursor() as cursor:
        for statement, facts in statements:
            cursor.execute(statement, facts)
            cursor.fetchall()


def _get(client: Client, query: dict[str, Any] | None) -> None:
    answer = client.get(reverse("review_queue"), query)
    if answer.status_code != 200:
        raise RuntimeError(f"the queue answered {answer.status_code}")


def _milliseconds(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return (time.perf_counter() - begun) * 1000
