"""A NIK is typed, reviewed and mended, and stands nowhere readable: rows, logs, pages."""

import logging

import pytest
from django.db import connection, connections
from django.urls import reverse

from members import review
from tests.factories import (
    NOON,
    make_collector,
    make_enrolment,
    make_market,
    make_nik,
    make_reviewer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> str:
    return make_nik()


@pytest.fixture
def lived_through(number, caplog, client, monkeypatch):
    """One person's way through enrolment and review, with a refused duplicate; and its pages."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="django")
    monkeypatch.setattr(connections["default"], "force_debug_cursor", True)
    market = make_market()
    collector = make_collector(market=market)
    reviewer = make_reviewer(branch=market.partner.branch)
    waiting = make_enrolment(market=market, by=collector, nik=number)
    pages = []
    client.force_login(make_collector(market=market))
    client.post(reverse("enrol"), {"nik": number, "name": "X", "step": "kartu", "go": "next"})
    client.force_login(reviewer)
    client.post(reverse("review_queue"), {"q": number})
    client.post(reverse("reveal_nik", args=[waiting.pk]))
    for name, arguments in (("review_queue", []), ("review_case", [waiting.pk])):
        pages.append(client.get(reverse(name, args=arguments)))
    pages.append(client.get(reverse("review_queue_export"), {"status": "all"}))
    review.return_(enrolment=waiting, reason="Nama?", by=reviewer, at=NOON)
    client.force_login(collector)
    pages.append(client.get(reverse("enrolments_mine")))
    pages.append(client.get(reverse("mend_enrolment", args=[waiting.pk])))
    return pages


def parts(number: str) -> list[str]:
    """The number, and the last four digits that would rebuild it."""
    return [number, f"{number[:6]} {number[6:12]} {number[12:]}", f" {number[12:]}<"]


def test_no_column_of_any_table_holds_it(lived_through, number) -> None:
    found = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            table = connection.ops.quote_name(name)
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text LIKE %s OR row::text LIKE %s",
                [f"%{number}%", f"%{number.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    assert found == []


def test_no_log_line_holds_it(lived_through, number, caplog) -> None:
    logged = [record.getMessage() for record in caplog.get_records("setup")]
    assert any('INSERT INTO "members_member"' in line for line in logged)  # the statements too
    assert any("was refused" in line for line in logged)
    assert not [line for line in logged if number in line]


def test_no_page_but_the_one_asked_for_shows_it(lived_through, number) -> None:
    for answer in lived_through:
        assert answer.status_code == 200
        text = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert not [part for part in parts(number) if part in text]
