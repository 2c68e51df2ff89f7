"""Tables of the desk on paper: A4, without what is pressed, with headings on every sheet."""

from typing import Any

import pytest

from tests.architecture.addresses import Side
from tests.eyes import shown
from tests.eyes.reader import reading
from tests.eyes.shown import Shown

# What is left of A4 between the margins a browser leaves.
SHEET = {"viewport": {"width": 718, "height": 1000}, "device_scale_factor": 1}
WRONG = """() => {
  const seen = (e) => e.checkVisibility() && e.offsetWidth > 1 && e.offsetHeight > 1;
  const found = [];
  for (const e of document.querySelectorAll("nav, button, .btn, .pager, .foot, .topbar"))
    if (seen(e)) found.push(`to be pressed: ${e.className || e.localName}`);
  for (const e of document.querySelectorAll(".filters .field, .search .field"))
    if (seen(e) && ![...e.querySelectorAll("input, select")].some((one) => one.value))
      found.push(`chosen is nothing: ${e.textContent.trim().slice(0, 30)}`);
  for (const head of document.querySelectorAll("thead"))
    if (getComputedStyle(head).display !== "table-header-group" || !seen(head))
      found.push(`no heading: ${head.textContent.trim().slice(0, 30)}`);
  for (const table of document.querySelectorAll("table"))
    if (table.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      found.push(`cut off: ${table.textContent.trim().slice(0, 30)}`);
  return found;
}"""


@pytest.mark.django_db
def test_every_table_of_the_desk_prints_on_a4(browser, browser_context_args):
    """As the first role sees it that may open it."""
    tables = [page for page in shown.at_the_desk(Side()) if "<thead" in page.html]
    assert len(tables) > 30
    with reading(browser, {**browser_context_args, **SHEET}) as reader:
        reader.page.emulate_media(media="print")
        found = {str(page): wrong(reader, page) for page in tables}
    assert {name: said for name, said in found.items() if said} == {}


def wrong(reader: Any, page: Shown) -> list[str]:
    reader.open(page)
    found: list[str] = reader.page.evaluate(WRONG)
    return found
