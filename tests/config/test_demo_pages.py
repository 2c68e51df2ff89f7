"""The pages of a demo: the way of one rupiah, and the bank's file for it."""

import re

import pytest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from config import urls
from config.demo import bank, logins
from contributions import deposits, partner_accounts, statement_files
from contributions.statement_files import Layout
from markets import months
from tests import factories
from tests.contributions.money import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_a_demo(settings):
    settings.ROOT_URLCONF = "config.demo.urls"


def test_only_a_demo_has_them():
    assert not any(getattr(entry, "name", "") == "follow_a_coin" for entry in urls.urlpatterns)
    with pytest.raises(NoReverseMatch):
        reverse("follow_a_coin")


@pytest.mark.usefixtures("in_a_demo")
def test_the_login_leads_to_the_way_and_the_way_names_people_of_the_demo(client):
    assert f'href="{reverse("follow_a_coin")}"' in client.get(reverse("login")).text
    page = client.get(reverse("follow_a_coin"))
    named = set(re.findall(r"<b>([a-z]+\.[a-z0-9]+)</b>", page.text))
    assert len(named) == 2
    assert named <= {login.username for login in logins.LOGINS}
    assert logins.PASSWORD in page.text


@pytest.mark.usefixtures("in_a_demo")
def test_the_bank_tells_a_treasurer_what_moved_today(client):
    now, cast = timezone.now(), make_cast()
    cast.pay(cast.member())
    cast.hand_over()
    account = partner_accounts.record(
        partner=cast.partner, kind="bank", institution="Bank", number="0099", holder="Tohaga",
        by=cast.treasurer, at=now,
    )  # fmt: skip
    today = months.law_day(now)
    deposits.book(
        account=account, amount_idr=8_400, slip_number="SLIP-7", on=today, by=cast.treasurer, at=now
    )
    client.force_login(cast.treasurer)
    data = client.get(reverse("statement_of_today")).content
    layout = Layout(**statement_files.guess(data))
    read = [
        (line.direction, line.amount_idr, line.description)
        for line in statement_files.read(data, layout, today=today)
    ]
    assert read == [
        ("in", 8_400, "SETORAN TUNAI SLIP-7"),
        ("out", bank.TRANSFER_COST_IDR, "BIAYA TRANSFER"),
    ]


@pytest.mark.usefixtures("in_a_demo")
def test_the_bank_tells_nobody_else(client):
    client.force_login(factories.make_collector())
    assert client.get(reverse("statement_of_today")).status_code == 404
