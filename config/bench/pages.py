"""How fast the pages of every role answer in a small house and in a large one.

The same pages of one collector, treasurer and reviewer, with sessions, templates and all that goes
over the wire: first among 10,000 members, then among as many as asked. Their own markets are of one
size in both, so what differs is what the others weigh on them. Medians of several answers.
"""

import datetime as dt
import gzip
import statistics
from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.bench import pages_rows
from config.bench.scratch import database, peak_mb, timed
from contributions.models import Contribution, Payment
from markets import access, months
from markets.models import User
from members.models import Enrolment

SMALL = 10_000
ROUNDS = 9
Addresses = dict[str, tuple[User | None, str]]


def run(*, members: int, report: Callable[[str], None]) -> dict[str, Any]:
    """Open each page at 10,000 members and at that many: queries, milliseconds, their ratio."""
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name them by hash
    small = _at(min(SMALL, members), report)
    large = _at(members, report) if members > SMALL else small
    pages = {
        name: {
            "queries": figures["queries"],
            "queries_at_10k": small[name]["queries"],
            "milliseconds": figures["milliseconds"],
            "milliseconds_at_10k": small[name]["milliseconds"],
            "ratio": round(figures["milliseconds"] / small[name]["milliseconds"], 2),
            "kib_compressed": figures["kib_compressed"],
        }
        for name, figures in large.items()
    }
    return {
        "members": members,
        "pages": pages,
        "worst_ratio": max(page["ratio"] for page in pages.values()),
        "most_queries": max(page["queries"] for page in pages.values()),
        "peak_memory_mb": round(peak_mb()),
    }


def _at(members: int, report: Callable[[str], None]) -> dict[str, dict[str, float]]:
    now = timezone.now()
    with database():
        seconds = timed(lambda: pages_rows.populate(members=members, now=now))[1]
        report(f"{members} members stand after {seconds:.0f} s.")
        return {
            name: _asked(name, user, address, report)
            for name, (user, address) in _addresses(now).items()
        }


def _addresses(now: dt.datetime) -> Addresses:
    """The pages, who looks at them, and where they are."""
    treasurer = User.objects.get(username="bendahara")
    reviewer = User.objects.get(username="petugas")
    month = months.first_of(months.law_day(now))
    owed = Contribution.objects.filter(contribution_month=month)
    owed = owed.filter(market__partner=treasurer.partner).order_by("pk")
    member = owed[250].member_id
    market = owed[250].market_id
    collector = User.objects.get(username=f"kolektor-{market}")
    receipt = Payment.objects.filter(taken_by=collector).order_by("pk")[0]
    case = Enrolment.objects.filter(
        market__in=access.markets_of(reviewer), status=Enrolment.Status.SUBMITTED
    ).order_by("pk")[0]
    yesterday = months.law_day(now) - dt.timedelta(days=1)
    day = [treasurer.partner_id, yesterday.isoformat()]
    return {
        "worklist": (collector, reverse("worklist")),
        "worklist, searched": (collector, reverse("worklist") + "?q=siti"),
        "next unpaid": (collector, reverse("next_unpaid")),
        "member": (collector, reverse("member_page", args=[member])),
        "take a payment, searched": (collector, reverse("take_payment_search") + "?q=siti"),
        "take a payment": (collector, f"{reverse('take_payment')}?anggota={member}"),
        "my cash": (collector, reverse("cash_in_hand")),
        "my receipts": (collector, reverse("my_receipts")),
        "cash of the partner": (treasurer, reverse("treasury")),
        "hand-overs": (treasurer, reverse("handovers")),
        "remittances": (treasurer, reverse("remittances")),
        "unremitted money": (treasurer, reverse("unremitted_money")),
        "daily closes": (treasurer, reverse("daily_closes")),
        "daily close": (treasurer, reverse("daily_close", args=day)),
        "review queue": (reviewer, reverse("review_queue")),
        "review queue, searched": (reviewer, reverse("review_queue") + "?q=siti&status=all"),
        "review case": (reviewer, reverse("review_case", args=[case.pk])),
        "receipt, open to anyone": (None, reverse("receipt", args=[receipt.token])),
    }


def _asked(
    name: str, user: User | None, address: str, report: Callable[[str], None]
) -> dict[str, float]:
    client = Client(SERVER_NAME="localhost")
    if user:
        client.force_login(user)
    with CaptureQueriesContext(connection) as sent:
        answer = client.get(address, follow=True)
    queries = len(sent)  # the next request empties the log
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    seconds = [timed(lambda: client.get(address, follow=True))[1] for _each in range(ROUNDS)]
    milliseconds = round(statistics.median(seconds) * 1000, 1)
    report(f"{name}: {queries} queries, {milliseconds} ms")
    return {
        "queries": queries,
        "milliseconds": milliseconds,
        "kib_compressed": round(len(gzip.compress(answer.content, 6)) / 1024, 1),
    }
