"""A real browser in which pages are opened without a server, and what keeps people from them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe

from tests.architecture.source import ROOT
from tests.eyes.shown import Shown
from tests.journeys.steps import LIFT_AGAIN, PUT_DOWN, RULES, TOO_WIDE
from tests.plugins.browser import close

HERE = Path(__file__).parent
CHECKS, FOCUS = (HERE / name for name in ("checks.js", "focus.js"))
STYLESHEET = re.compile(r'<link rel="stylesheet" href="/static/css/mitra[^>]*>')
SITE = "http://mitra.test"
AT_A_DESK = {"target": 48, "inTables": 24, "small": 14}  # many columns, close to the eye


class Reader:
    """Shows pages one after the other and tells what is wrong with each."""

    def __init__(self, context: Any) -> None:
        self._now: Shown | None = None
        context.route("**/*", self._answer)
        self._style = (ROOT / "static/css/mitra.css").read_text()
        self._checks, self._focus = CHECKS.read_text(), FOCUS.read_text()
        self.page = context.new_page()

    def open(self, shown: Shown) -> None:
        self._now = shown
        self.page.goto(SITE + shown.url)
        self.page.evaluate(SETTLED)

    def wrong(self, asked: dict[str, int]) -> list[str]:
        """Targets, contrast, sizes, structure, errors, focus and width of the open page."""
        found = self.page.evaluate(self._checks, asked)
        return [*found, *self.page.evaluate(self._focus), *self.too_wide()]

    def too_wide(self) -> list[str]:
        width = self.page.evaluate(TOO_WIDE)
        return [f"{width} pixels wider than the screen"] if width > 0 else []

    def violations(self) -> list[str]:
        """What axe finds."""
        self.page.evaluate(PUT_DOWN)
        found = Axe().run(self.page, options={"runOnly": RULES, "resultTypes": ["violations"]})
        self.page.evaluate(LIFT_AGAIN)
        return [
            f"axe {rule['id']}: {node['html'][:200]}"
            for rule in found.response["violations"]
            for node in rule["nodes"]
        ]

    def tabbed(self) -> list[str]:
        """Whether the tabulator key leads through all controls in the order of the page.

        A date takes several presses, and what can be scrolled sideways takes one, too.
        """
        expected = list(range(self.page.evaluate(NUMBER_THE_CONTROLS)))
        reached: list[int] = []
        for _round in range(20 if expected else 0):
            for _press in range(len(expected) - len(reached) + 2):
                self.page.keyboard.down("Tab")  # held down, it goes on; half the messages
            reached = self.page.evaluate("window.reached")[: len(expected)]
            if len(reached) == len(expected):
                break
        return [] if reached == expected else [f"the keyboard reaches {reached} of {expected[-1:]}"]

    def _whole(self) -> str:
        """The page with its stylesheet in it: one thing less to ask this process for."""
        style = f"<style>{self._style}</style>"
        html, links = STYLESHEET.subn(lambda _link: style, self._now.html if self._now else "")
        assert links == 1, f"{self._now} has {links} stylesheets"
        return html

    def _answer(self, route: Any) -> None:
        path = urlsplit(route.request.url).path
        file = ROOT / path.removeprefix("/")
        if path.startswith("/static/") and file.is_file():
            route.fulfill(path=file)
        elif route.request.resource_type == "document" and self._now:
            route.fulfill(body=self._whole(), content_type="text/html; charset=utf-8")
        else:
            route.fulfill(status=404)


# A page that is filled by its script, and one whose summary takes the focus, are so only soon after
# they were loaded.
SETTLED = """async () => {
  const giveUp = Date.now() + 10000;
  const isMoving = () => document.querySelector("[aria-busy=true]") ||
    (document.querySelector("[autofocus]") && document.activeElement === document.body);
  while (isMoving() && Date.now() < giveUp) await new Promise((go) => setTimeout(go, 10));
}"""

# In the order of the page; of radio buttons the keyboard reaches one of a group.
NUMBER_THE_CONTROLS = """() => {
  const root = document.documentElement;  // from where the first press goes on
  root.tabIndex = -1; root.focus(); root.removeAttribute("tabindex");
  window.reached = [];
  document.addEventListener("focusin", (event) => {
    const turn = event.target.dataset.turn;
    if (turn !== undefined && Number(turn) !== reached.at(-1)) reached.push(Number(turn));
  });
  const group = (e) => e.type !== "radio" ? [e] :
    [...document.getElementsByName(e.name)].filter((one) => one.form === e.form && !one.disabled);
  const first = (e) => e === (group(e).find((one) => one.checked) || group(e)[0]);
  return [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
    .filter((e) => !e.disabled && e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true}))
    .filter(first)
    // Where none of a group is chosen, Chromium goes to the one that had the focus last.
    .map((e, number) => group(e).forEach((one) => { one.dataset.turn = number; })).length;
}"""


@contextmanager
def reading(browser: Any, arguments: dict[str, Any]) -> Iterator[Reader]:
    """Pages are read in a window of their own, as these arguments say."""
    context = browser.new_context(**arguments)
    try:
        yield Reader(context)
    finally:
        close(context)
