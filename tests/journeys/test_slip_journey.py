"""What a trader is given where there is no signal."""

from urllib.parse import unquote

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contributions import wording
from markets import months

pytestmark = pytest.mark.usefixtures("web")


def test_a_slip_says_the_day_on_which_it_was_given(phone, walk) -> None:
    """The business day of the phone's clock: late in the evening of UTC it is tomorrow in WIB."""
    moment = timezone.now().replace(hour=23, minute=30)
    phone.lose_signal()
    phone.page.clock.set_fixed_time(moment)
    phone.take(walk[0])
    day = f"Tanggal: {wording.day(months.law_day(moment))}"
    expect(phone.page.get_by_text(day, exact=True)).to_be_visible()
    message = phone.page.locator("[data-slip]").get_attribute("href")
    assert f" {day}. " in unquote(message)
