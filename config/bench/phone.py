"""How soon a cheap phone with a poor signal shows a list of 200 stalls, and answers a tap.

A real Chromium, its network slowed to 400 kbit/s with 400 ms and its processor six times, opens our
list from a real web server, and in the same run a page of the same people made of stock Bootstrap.
Each visit has a new browser with nothing in its cache, but for the second visit.
"""

import shutil
import statistics
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.management import CommandError
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import sync_playwright

from collectors.worklist import A_PAGE, Wanted, worklist
from config.bench import pages_rows
from config.bench.payment_clients import signed_in
from config.bench.scratch import database
from config.bench.stock_page import stock_server
from config.bench.web import web_server
from markets.models import User

ROUNDS = 11
PROTOTYPE_SECONDS = 1.55  # first paint of the prototype's list, on the machine of that day
BROWSERS = ("chromium", "/usr/bin/chromium", "chromium-browser", "google-chrome")
NETWORK = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SLOWER = 6
SECONDS_TO_WAIT = 30.0
SCREEN = {"width": 360, "height": 740}
HAS_PAINTED = "performance.getEntriesByName('first-contentful-paint').length > 0"
PAINTED = """() => {
    const painted = performance.getEntriesByName('first-contentful-paint')[0];
    const page = performance.getEntriesByType('navigation')[0];
    return [painted.startTime, page.domContentLoadedEventEnd];
}"""
LISTEN = """() => {
    window.taps = [];
    new PerformanceObserver(list => list.getEntries().forEach(
        entry => entry.interactionId && window.taps.push(entry.duration)
    )).observe({ type: 'event', durationThreshold: 16 });
}"""


class Visit(NamedTuple):
    """Seconds to the first paint, until the list is whole, and from a tap to its answer; KiB."""

    painted: float
    ready: float
    tap: float
    kib: float


Visits = tuple[Visit, Visit]


def run(*, report: Callable[[str], None]) -> dict[str, Any]:
    """Visit both pages several times in turn; medians, and ours against the other."""
    browser_path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser_path is None:
        raise CommandError("There is no Chromium on this machine.")
    now = timezone.now()
    with database():
        pages_rows.populate(members=pages_rows.MEMBERS_A_MARKET, now=now)
        collector = User.objects.filter(role="collector").order_by("pk")[0]
        people = worklist(user=collector, wanted=Wanted(), at=now).people
        assert len(people) == A_PAGE
        with web_server() as (host, port), stock_server(people) as stock:
            ours = Page(f"http://{host}:{port}{reverse('worklist')}", signed_in(collector))
            visits = _visits(browser_path, ours, Page(stock, ""))
    return _figures(visits, report)


class Page(NamedTuple):
    """Where it is, and the cookies with which it is asked for."""

    address: str
    cookies: str


def _visits(browser_path: str, ours: Page, other: Page) -> list[tuple[Visits, Visits]]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        visits = [(_visited(browser, ours), _visited(browser, other)) for _each in range(ROUNDS)]
        browser.close()
    return visits


def _visited(browser: Any, page: Page) -> Visits:
    """The first visit of a new phone, and the next one."""
    context = browser.new_context(
        viewport=SCREEN, is_mobile=True, has_touch=True, service_workers="block"
    )
    for cookie in filter(None, page.cookies.split("; ")):
        name, _is, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": page.address}])
    tab = context.new_page()
    slow = context.new_cdp_session(tab)
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", NETWORK)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    visits = _visit(tab, slow, page.address), _visit(tab, slow, page.address)
    context.close()
    return visits


def _visit(tab: Any, slow: Any, address: str) -> Visit:
    sizes: list[float] = []
    slow.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tab.goto(address, wait_until="load", timeout=60_000)
    _wait(tab, HAS_PAINTED)
    painted, ready = tab.evaluate(PAINTED)
    tab.evaluate(LISTEN)
    tab.locator("[data-bench-tap], summary").first.tap()
    _wait(tab, "window.taps.length > 0")
    tap = tab.evaluate("Math.max(...window.taps)")
    return Visit(painted / 1000, ready / 1000, tap / 1000, sum(sizes) / 1024)


def _wait(tab: Any, condition: str) -> None:
    """Until it holds in the page, whose policy forbids the library's own way of waiting."""
    give_up = time.monotonic() + SECONDS_TO_WAIT
    while not tab.evaluate(condition):
        if time.monotonic() > give_up:
            raise CommandError(f"The page never came to this: {condition}")
        tab.wait_for_timeout(50)


def _figures(visits: list[tuple[Visits, Visits]], report: Callable[[str], None]) -> dict[str, Any]:
    found: dict[str, Any] = {"stalls": A_PAGE, "prototype_first_paint_seconds": PROTOTYPE_SECONDS}
    for whose, side in (("ours", 0), ("stock_bootstrap", 1)):
        for which, number in (("first", 0), ("next", 1)):
            of = [each[side][number] for each in visits]
            middle = Visit(*(round(statistics.median(kind), 2) for kind in zip(*of, strict=True)))
            found[f"{whose}_{which}_visit"] = middle._asdict()
            report(f"{whose}, {which} visit: {middle}")
    first, stock = found["ours_first_visit"], found["stock_bootstrap_first_visit"]
    found["first_paint_to_stock"] = round(first["painted"] / stock["painted"], 3)
    found["ready_to_stock"] = round(first["ready"] / stock["ready"], 3)
    found["first_paint_to_prototype"] = round(first["painted"] / PROTOTYPE_SECONDS, 3)
    return found
