"""A collector takes the dues of a block on one sheet, in a real browser on a small phone."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from contributions.models import Payment
from markets import months
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.steps import log_in, looking

pytestmark = pytest.mark.usefixtures("web")


@pytest.fixture
def block(web):
    """A block with three traders who owe two months, one month, nothing."""
    market = factories.make_market(name="Pasar Cisarua")
    block = factories.make_block(market=market, name="Blok A")
    current = months.first_of(months.law_day(timezone.now()))
    for number, (name, behind) in enumerate([("Siti", 2), ("Dewi", 1), ("Tuti", 0)], start=1):
        stall = factories.make_stall(block=block, number=str(number))
        member = factories.make_member(stall=stall, name=f"{name} Contoh")
        factories.make_term(member=member, first_month=months.add(current, -6))
        for back in range(behind, 6):
            factories.make_paid_month(member=member, month=months.add(current, -back))
        for back in range(behind):
            factories.make_contribution(member=member, month=months.add(current, -back))
    return block


def test_a_block_is_taken_on_one_sheet(web, page, block, screenshot):
    look = looking(page, screenshot)
    collector = factories.make_collector(market=block.market, username="asep", password=PASSWORD)
    log_in(page, web, collector)
    page.get_by_role("link", name="Bayar").click()
    page.get_by_role("link", name="Lembar penagihan per blok").click()
    look("sheet-places")
    page.get_by_role("link", name="Blok A").click()
    expect(page.locator("[data-sum]")).to_have_text("Rp0")
    page.get_by_label("Siti Contoh").first.check()
    expect(page.locator("[data-sum]")).to_have_text("Rp16.800")
    page.get_by_label("Dewi Contoh").first.check()
    expect(page.locator("[data-sum]")).to_have_text("Rp25.200")
    look("sheet-fill")
    page.get_by_role("button", name="Lanjut").click()
    expect(page.get_by_text("Terima tunai, 2 orang")).to_be_visible()
    look("sheet-check")
    page.get_by_role("button", name="Uang sudah saya terima").click()
    expect(page.get_by_role("heading", name="Hasil lembar")).to_be_visible()
    look("sheet-result")
    for payment in Payment.objects.filter(taken_by=collector):
        expect(page.get_by_text(payment.receipt)).to_be_visible()
