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
from tests.architecture.urlconf import addresses
from tests.factories import NOON

HEADING = re.compile(r'<th scope="col"[^>]*><a href="(\?[^"]*urut=[^"]*)">')
SORTED_BY = re.compile(r'<th scope="col"[^>]*aria-sort="(\w+)"><a href="([^"]*)">')
DOWNLOAD = re.compile(r'href="([^"?]*/ekspor/\?[^"]*)"')
BODY = re.compile(r"<tbody>.*?</tbody>", re.DOTALL)
FORM = re.compile(r'<form[^>]*method="get".*?</form>', re.DOTALL)
DESKS = (Role.TREASURER, Role.REVIEWER, Role.AUDITOR)
MOST_QUERIES = 12
# Where one row of everything fills a table with headings that sort; deposits and voids have tests
# of their own.
SORTED = {
    "billing_doubts",
    "claims",
    "credit_holders",
    "daily_close",
    "daily_receipts",
    "elsewhere_records",
    "handovers",
    "held_dues",
    "membership_numbers",
    "moved_members",
    "people_without_collector",
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
}


@pytest.fixture(autouse=True)
def soon_after():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def here(db):
    side = Side("Zulaikha")
    side.everything()
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
