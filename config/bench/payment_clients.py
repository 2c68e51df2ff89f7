"""Sixteen collectors who take payments at once, in each of the ways that are measured."""

import datetime as dt
import http.client
import multiprocessing
import secrets
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections, transaction
from django.urls import reverse

from config.bench.web import SECONDS_TO_START, web_server
from contributions import payments
from contributions.payments import AskedPayment
from markets import months
from markets.models import User
from members.models import Member

CSRF = secrets.token_hex(16)

# What one payment is at the least: rows locked and written, and not one question more.
FLOOR = (
    "SELECT id FROM members_member WHERE id = %(member)s FOR NO KEY UPDATE",
    "SELECT total_idr FROM contributions_contribution WHERE id = %(contribution)s"
    " AND status = 'open' FOR NO KEY UPDATE",
    "UPDATE contributions_receiptseries SET last_number = last_number + 1"
    " WHERE holder_id = %(by)s RETURNING id, last_number",
    "INSERT INTO contributions_payment (id, member_id, market_id, partner_id, taken_by_id, method,"
    " reference, amount_idr, collected_at, received_at, business_day, series_id, number, token,"
    " fingerprint) SELECT %(id)s, %(member)s, market.id, market.partner_id, %(by)s, 'cash', '',"
    " %(amount)s, %(at)s, %(at)s, %(day)s, series.id, series.last_number, %(token)s, ''"
    " FROM markets_market market, contributions_receiptseries series"
    " WHERE market.id = %(market)s AND series.holder_id = %(by)s",
    "INSERT INTO contributions_paymentline (payment_id, contribution_id, member_id, market_id,"
    " contribution_month, amount_idr, live)"
    " VALUES (%(id)s, %(contribution)s, %(member)s, %(market)s, %(month)s, %(amount)s, true)",
    "INSERT INTO contributions_ledgerentry (from_place, from_id, to_place, to_id, amount_idr,"
    " document, document_id, partner_id, market_id, by_id, at, business_day)"
    " SELECT 'member', %(member)s, 'collector', %(by)s, %(amount)s, 'payment', %(id)s,"
    " partner_id, id, %(by)s, %(at)s, %(day)s FROM markets_market WHERE id = %(market)s",
    "UPDATE contributions_contribution SET status = 'paid', status_at = %(at)s"
    " WHERE id = %(contribution)s",
    "UPDATE contributions_cover SET paid_until = %(until)s WHERE member_id = %(member)s",
)


class Due(NamedTuple):
    """One month of one member, to be paid to the collector of her market."""

    contribution: int
    member: int
    market: int
    by: int
    month: dt.date
    amount_idr: int


# ---- three ways to take a payment; each answers the seconds that every payment took ----


def by_the_job(dues: list[Due], now: dt.datetime) -> list[float]:
    """One after the other, through the job."""
    by = User.objects.get(pk=dues[0].by)
    members = Member.objects.in_bulk([due.member for due in dues])
    seconds = []
    for due in dues:
        asked = AskedPayment(uuid.uuid4(), members[due.member], (due.month,), due.amount_idr)
        seconds.append(_timed(partial(payments.record, asked=asked, by=by, at=now)))
    return seconds


def by_plain_sql(dues: list[Due], now: dt.datetime) -> list[float]:
    """One after the other, by the statements of the floor."""

    def pay(facts: dict[str, Any]) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in FLOOR:
                cursor.execute(statement, facts)

    until = months.last_day(dues[0].month)
    shared = {"at": now, "day": months.law_day(now), "until": until}
    seconds = []
    for due in dues:
        facts = {
            **due._asdict(),
            **shared,
            "amount": due.amount_idr,
            "id": str(uuid.uuid4()),
            "token": secrets.token_urlsafe(16),
        }
        seconds.append(_timed(partial(pay, facts)))
    return seconds


def _by_form(address: tuple[str, int], dues: list[Due], cookie: str) -> list[float]:
    """Send the form of the last look, as the collector's phone does."""
    server = http.client.HTTPConnection(*address, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    seconds = []
    for due in dues:
        name = f"p{due.member}"
        body = urlencode(
            {
                "csrfmiddlewaretoken": CSRF,
                "anggota": due.member,
                f"{name}-id": uuid.uuid4(),
                f"{name}-months": f"{due.month:%Y-%m}",
                f"{name}-shown_total": due.amount_idr,
                f"{name}-shown_credit": 0,
            }
        )
        began = time.perf_counter()
        server.request("POST", reverse("take_payment"), body, headers)
        answer = server.getresponse()
        answer.read()
        seconds.append(time.perf_counter() - began)
        if answer.status != 302:  # on to the receipt
            raise RuntimeError(f"a payment was answered with {answer.status}")
    server.close()
    return seconds


# ---- all clients at once ----


class Outcome(NamedTuple):
    """From the first payment to the last, and what each took."""

    seconds: float
    each: list[float]


def in_processes(
    way: Callable[[list[Due], dt.datetime], list[float]], dues: list[list[Due]], now: dt.datetime
) -> Outcome:
    """Every collector in a process of her own."""
    for alias in connections:
        connections[alias].close()  # a connection cannot be shared with a fork
    fork = multiprocessing.get_context("fork")
    start, answers = fork.Barrier(len(dues) + 1), fork.Queue()

    def work(part: list[Due]) -> None:
        connection.ensure_connection()
        start.wait()
        answers.put(way(part, now))

    clients = [fork.Process(target=work, args=(part,), daemon=True) for part in dues]
    for client in clients:
        client.start()
    start.wait(timeout=SECONDS_TO_START)
    began = time.perf_counter()
    each = [one for _client in clients for one in answers.get(timeout=600)]
    seconds = time.perf_counter() - began
    for client in clients:
        client.join()
    return Outcome(seconds, each)


def over_http(dues: list[list[Due]]) -> Outcome:
    """Every collector by requests of her own to one web server."""
    cookies = [signed_in(User.objects.get(pk=part[0].by)) for part in dues]
    with web_server() as address, ThreadPoolExecutor(len(dues)) as clients:
        began = time.perf_counter()
        parts = list(clients.map(_by_form, [address] * len(dues), dues, cookies))
        return Outcome(time.perf_counter() - began, [one for part in parts for one in part])


def signed_in(user: User) -> str:
    """The cookies of somebody who has logged in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return (
        f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    )


def _timed(job: Callable[[], object]) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began
