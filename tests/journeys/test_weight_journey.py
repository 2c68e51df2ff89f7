"""What the pages of a collector and of a branch weigh on the wire, as a real browser counts it."""

import datetime as dt
import io
from typing import Any, NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions import payments
from contributions.payments import AskedPayment
from markets import months
from members import documents, enrolment, review
from members.models import Document
from tests import factories, photos
from tests.factories import PASSWORD
from tests.journeys.steps import log_in

KIB = 1024
FIRST_VISIT, NEXT_VISIT = 60 * KIB, 15 * KIB
MOST_REQUESTS = 5
PUBLIC_PAGE = 20 * KIB
SCRIPTS = 15 * KIB
# At a branch's desk, with the photo of a whole identity card.
BRANCH_PAGE, BRANCH_SCRIPTS = 150 * KIB, 40 * KIB
A_LIST = 50
# A list of 200 is some 20 elements a stall; phones begin to lag at several times as many.
MOST_ELEMENTS = 4_500
STALLS = 200
SLOW = 12
SHIFTED = """() => new Promise(found => {
    let sum = 0;
    new PerformanceObserver(list => list.getEntries().forEach(e => { sum += e.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => found(sum), 100);
})"""


SCRIPT_BYTES = """() => performance.getEntriesByType('resource')
    .filter(entry => entry.initiatorType === 'script').map(entry => entry.encodedBodySize)"""


class Weighed(NamedTuple):
    """What came over the wire for one page, and what it became."""

    requests: int
    wire_bytes: int
    elements: int
    shifted: float


class Scales:
    """Counts what the page loads, through the browser's own figures."""

    def __init__(self, page: Any) -> None:
        self.page, self.sizes = page, []
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")
        self.session.on("Network.responseReceived", self._received)
        self.session.on("Network.loadingFinished", self._finished)
        self.cached: set[str] = set()

    def weigh(self, address: str) -> Weighed:
        """Open it and answer what that took; what the cache gave is no request."""
        self.sizes.clear()
        answer = self.page.goto(address)
        assert answer.ok and self.page.url == address, (answer.status, self.page.url)
        self.page.wait_for_load_state("networkidle")
        elements = self.page.evaluate("document.getElementsByTagName('*').length")
        return Weighed(len(self.sizes), sum(self.sizes), elements, self.page.evaluate(SHIFTED))

    def _received(self, event: dict[str, Any]) -> None:
        if event["response"].get("fromDiskCache") or event["response"]["url"].startswith("data:"):
            self.cached.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] not in self.cached:
            self.sizes.append(round(event["encodedDataLength"]))


def without_worker(page: Any) -> Any:
    """A phone with an empty cache; what a service worker answers is not seen on the wire."""
    return page.context.browser.new_context(viewport=page.viewport_size, service_workers="block")


@pytest.fixture
def today(web) -> dt.date:
    return months.law_day(timezone.now())


@pytest.fixture
def market(today):
    """A market of 200 stalls, each with a trader who owes two months."""
    partner = factories.make_partner(name="Perumda Pasar Tohaga", code="tohaga")
    market = factories.make_market(partner=partner, name="Pasar Cisarua")
    block = factories.make_block(market=market, name="Blok Ikan Basah")
    current = months.first_of(today)
    for number in range(STALLS):
        stall = factories.make_stall(block=block, number=f"{number + 1}")
        phone = f"+62812{(number * 7919 + 1234567) % 10**8:08}"
        member = factories.make_member(stall=stall, name=f"Siti Contoh {number:x}", phone=phone)
        factories.make_cover(member=member, paid_until=months.last_day(months.add(current, -2)))
        for back in (1, 0):
            factories.make_contribution(member=member, month=months.add(current, -back))
    return market


@pytest.fixture
def collector(market):
    return factories.make_collector(market=market, username="asep", name="Asep", password=PASSWORD)


@pytest.fixture
def member(market):
    member = market.members.order_by("pk")[17]
    factories.make_term(member=member, first_month=dt.date(2026, 1, 1))
    return member


@pytest.fixture
def addresses(member):
    """The pages a collector opens most."""
    return {
        "worklist": reverse("worklist"),
        "member": reverse("member_page", args=[member.pk]),
        "search": reverse("take_payment_search"),
        "payment": f"{reverse('take_payment')}?anggota={member.pk}",
        "cash": reverse("cash_in_hand"),
        "receipts": reverse("my_receipts"),
    }


def test_a_collectors_pages_stay_within_their_weight(page, web, collector, addresses):
    log_in(page, web, collector)
    session = page.context.cookies()
    for name, path in addresses.items():
        context = without_worker(page)
        context.add_cookies(session)
        scales = Scales(context.new_page())
        first, then = scales.weigh(web + path), scales.weigh(web + path)
        assert KIB < first.wire_bytes <= FIRST_VISIT, (name, first)
        assert 3 <= first.requests <= MOST_REQUESTS, (name, first)
        assert 0 < then.wire_bytes <= NEXT_VISIT, (name, then)
        least = 10 * STALLS if name == "worklist" else 50
        assert least < first.elements <= MOST_ELEMENTS, (name, first)
        assert first.shifted == then.shifted == 0, (name, first, then)
        context.close()


def test_nothing_moves_while_a_slow_phone_still_reads_the_page(page, web, collector, addresses):
    log_in(page, web, collector)
    session = page.context.cookies()
    for name, path in addresses.items():
        context = without_worker(page)
        context.add_cookies(session)
        scales = Scales(context.new_page())
        # So slow that the browser draws between two words of a page, if it may.
        scales.session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
        assert scales.weigh(web + path).shifted == 0, name
        context.close()


def test_a_receipt_open_to_anyone_weighs_little(page, web, collector, member, today):
    first = months.add(months.first_of(today), -1)
    amount = member.contributions.get(contribution_month=first).total_idr
    asked = AskedPayment(factories.new_id(), member, (first,), amount)
    payment = payments.record(asked=asked, by=collector, at=timezone.now())
    weighed = Scales(page).weigh(web + reverse("receipt", args=[payment.token]))
    assert KIB < weighed.wire_bytes <= PUBLIC_PAGE and weighed.requests <= MOST_REQUESTS
    assert weighed.shifted == 0


def test_the_shell_and_all_its_scripts_weigh_little(page, web, collector):
    log_in(page, web, collector)
    context = without_worker(page)
    context.add_cookies(page.context.cookies())
    shell = context.new_page()
    scales, address = Scales(shell), web + reverse("offline")
    first, scripts = scales.weigh(address), shell.evaluate(SCRIPT_BYTES)
    assert KIB < first.wire_bytes <= FIRST_VISIT
    assert len(scripts) == 7 and KIB < sum(scripts) <= SCRIPTS
    assert 0 < scales.weigh(address).wire_bytes <= NEXT_VISIT
    context.close()


def test_the_scripts_of_a_collectors_page_weigh_little(page, web, collector, member):
    log_in(page, web, collector)
    address = f"{reverse('check_payment')}?anggota={member.pk}&p{member.pk}-count=1"
    # The worker answers with the shell, which has other scripts, where a machine is slow.
    context = without_worker(page)
    context.add_cookies(page.context.cookies())
    shown = context.new_page()
    shown.goto(web + address)
    scripts = shown.evaluate(SCRIPT_BYTES)
    assert len(scripts) == 5 and KIB < sum(scripts) <= SCRIPTS
    context.close()


@pytest.fixture
def reviewer(web):
    branch = factories.make_branch()
    return factories.make_reviewer(branch=branch, username="ratna", name="Ratna", password=PASSWORD)


@pytest.fixture
def branch_addresses(reviewer):
    """The pages a branch opens most, with full lists and a case with its photos."""
    partner = factories.make_partner(branch=reviewer.branch)
    market = factories.make_market(partner=partner)
    by, now = factories.make_collector(market=market), timezone.now()
    for number in range(A_LIST):
        factories.make_enrolment(by=by, market=market, at=now, name=f"Siti Contoh {number:x}")
        done = factories.make_enrolment(by=by, market=market, at=now)
        review.approve(enrolment=done, by=reviewer, at=now)
    draft = factories.make_draft(by=by, at=now)
    enclosed = photos.enclosed(draft=draft)
    file = io.BytesIO(photos.jpeg((2400, 1600)))
    photo = documents.keep(draft=draft.pk, kind=Document.Kind.KTP_PHOTO, file=file, by=by, at=now)
    application = factories.make_application(market=market, **{**enclosed, "photo": photo.pk})
    case = enrolment.submit(application=application, by=by, at=now, draft=draft.pk)
    lists = ("review_queue", "membership_numbers", "review_groups", "branch_figures")
    return {
        **{name: reverse(name) for name in lists},
        "unremitted_money": reverse("unremitted_money"),
        "review_case": reverse("review_case", args=[case.pk]),
    }


@pytest.fixture
def photo_bytes(client, reviewer, branch_addresses):
    """What the photo weighs on its page; only this process has kept it."""
    client.force_login(reviewer)
    photo = Document.objects.get(kind=Document.Kind.KTP_PHOTO, member__isnull=False)
    answer = client.get(reverse("document_small", args=[photo.pk]))
    return len(b"".join(answer) if answer.streaming else answer.content)


def test_a_branchs_pages_and_their_scripts_stay_within_their_weight(
    page, web, reviewer, branch_addresses, photo_bytes
):
    log_in(page, web, reviewer)
    session = page.context.cookies()
    for name, path in branch_addresses.items():
        context = without_worker(page)
        context.add_cookies(session)
        context.route("**/dokumen/**", lambda route: route.abort())
        desk = context.new_page()
        weighed, scripts = Scales(desk).weigh(web + path), desk.evaluate(SCRIPT_BYTES)
        is_case = name == "review_case"
        whole = weighed.wire_bytes + (photo_bytes if is_case else 0)
        assert KIB < whole <= BRANCH_PAGE, (name, weighed, photo_bytes)
        assert len(scripts) == (4 if is_case else 1), name
        assert min(scripts) > 0 and sum(scripts) <= BRANCH_SCRIPTS, (name, scripts)
        context.close()
