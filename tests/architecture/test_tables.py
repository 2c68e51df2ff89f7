"""Every table that can be sorted: each order answers, keeps what was chosen, and is downloaded."""

import html
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from markets.models import Role
from tests.architecture.addresses import ARGUMENTS, Side
from tests.architecture.fixed_tables import FIXED
from tests.architecture.source import ROOT, templates
from tests.architecture.urlconf import addresses
from tests.contributions.digested import make_daily_digest
from tests.factories import NOON

HEADING = re.compile(r'<th scope="col"[^>]*><a href="(\?[^"]*urut=[^"]*)">')
SORTED_BY = re.compile(r'<th scope="col"[^>]*aria-sort="(\w+)"><a href="([^"]*)">')
DOWNLOAD = re.compile(r'href="([^"?]*/ekspor/\?[^"]*)"')
BODY = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
FORM = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL)
DESKS = (Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
MOST_QUERIES = 12
TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
ROWS = re.compile(r"<tbody>.*?\{% for [\w, ]+ in ([\w.]+)", re.DOTALL)
# Where one row of everything fills a table with headings that sort.
SORTED = {
    "billing_doubts",
    "claims",
    "credit_holders",
    "daily_close",
    "daily_receipts",
    "digests",
    "elsewhere_records",
    "handovers",
    "held_dues",
    "membership_numbers",
    "moved_members",
    "offline_cash",
    "people_without_collector",
    "phone_list",
    "qris_charges",
    "refunds",
    "rejected_months",
    "remittance",
    "remittances",
    "repayments",
    "review_queue",
    "sponsor_statements",
    "sponsors",
    "spot_cases",
    "spot_checks",
    "statement_lines",
    "unconfirmed_memberships",
    "worker_exports",
}
# What needs rows of its own: deposits and voids of some age, histories the time of the database.
# Their orders are tried in the tests of their pages.
TRIED_ELSEWHERE = {"deposits", "histories", "voids"}
TEMPLATES = {"phone_list": "phones"}  # where it has another name than the address


@pytest.fixture(autouse=True)
def soon_after():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def here(db):
    side = Side("Zulaikha")
    side.everything()
    make_daily_digest()
    return side


def sorted_pages(client, side, role):
    """The pages of that role with tables to sort: name, address, and the page."""
    client.force_login(side.users[role])
    for address in addresses():
        if role in (address.access or ()) and address.name in SORTED:
            arguments = ARGUMENTS.get(address.name, lambda _side: [])(side)
            url = reverse(address.name, args=arguments)
            page = opened(client, url)
            if HEADING.search(page):
                yield address.name, url, page


def opened(client, url):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200, url
    assert len(captured) <= MOST_QUERIES, url
    return answer.text


def count(page):
    """How many rows its tables have."""
    return sum(body.count("<tr>") for body in BODY.findall(page))


def tables():
    """Every table with rows, by its template and what they come from, and whether it sorts."""
    for path in templates():
        name = path.relative_to(ROOT / "templates").with_suffix("")
        for table in TABLE.findall(path.read_text()):
            for rows in ROWS.findall(table):
                yield f"{name}: {rows}", "{% column " in table


def test_every_table_with_rows_can_be_sorted_or_says_why_not():
    found = dict(tables())
    fixed = {table for tables in FIXED.values() for table in tables}
    assert {table for table, sorts in found.items() if not sorts} == fixed
    assert sum(len(tables) for tables in FIXED.values()) == len(fixed)


def test_every_table_that_sorts_is_tried():
    sorting = {table.partition(":")[0].rpartition("/")[2] for table, sorts in tables() if sorts}
    assert sorting == {TEMPLATES.get(name, name) for name in SORTED} | TRIED_ELSEWHERE


def test_every_heading_sorts_and_turns_round(client, here):
    seen = set()
    for role in DESKS:
        for name, url, page in sorted_pages(client, here, role):
            links = frozenset(html.unescape(found) for found in HEADING.findall(page))
            if (name, links, count(page)) in seen:  # the same table was tried as another role
                continue
            seen.add((name, links, count(page)))
            for link in links:
                shown = opened(client, url + link)
                ((direction, back),) = SORTED_BY.findall(shown)
                turned = opened(client, url + html.unescape(back))
                ((other, _link),) = SORTED_BY.findall(turned)
                assert {direction, other} == {"ascending", "descending"}, (name, link)
                assert count(shown) == count(turned) == count(page) > 0, (name, link)
    assert {name for name, _links, _count in seen} == SORTED


@pytest.mark.parametrize("role", DESKS)
def test_what_is_asked_is_kept_by_forms_and_downloads(client, here, role):
    for name, url, _page in sorted_pages(client, here, role):
        page = opened(client, f"{url}?urut=-nama&dipilih=ya")
        for form in FORM.findall(page):
            assert '<input type="hidden" name="urut" value="-nama">' in form, name
        for download in DOWNLOAD.findall(page):
            asked = html.unescape(download)
            assert "urut=-nama" in asked and "dipilih=ya" in asked, name
            assert client.get(asked).status_code == 200, asked
