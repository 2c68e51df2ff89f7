"""The bar with what waits on the phone, as the server draws it from the phone's last count."""

import re

import pytest
from django.urls import reverse

from collectors import practice
from markets.models import Role
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BAR = re.compile(r'<a class="cash-bar([^"]*)" href="/luar-jaringan/"[^>]*>.*?</a>', re.DOTALL)
SCRIPTS = ("offline/store", "offline/outbox", "offline/kept_first", "data-user=")


def bar(client, cookie):
    if cookie:
        client.cookies["outbox"] = cookie
    return BAR.search(client.get(reverse("worklist")).text)


def shown(found):
    return re.findall(r"<span data-if-(\w+)>[^<]*<b[^>]*>(\d+)</b>", found[0])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("2.0.0", [("waiting", "2")]),
        ("0.1.7", [("attention", "1"), ("sent", "7")]),
        ("0.0.12", [("sent", "12")]),
    ],
)
def test_it_shows_what_the_phone_counted(client, cast, counts, expected) -> None:
    client.force_login(cast.collector)
    found = bar(client, f"{cast.collector.pk}.{counts}")
    assert " hidden" not in found[0].partition(">")[0]
    assert shown(found) == expected
    assert ("is-late" in found[1]) == (expected[0][0] != "sent")


@pytest.mark.parametrize("cookie", ["", "{other}.3.0.0", "{own}.0.0.0", "{own}.x.0.0", "{own}.1.2"])
def test_it_says_nothing_of_others_or_of_what_it_does_not_understand(client, cast, cookie) -> None:
    client.force_login(cast.collector)
    own = cast.collector.pk
    found = bar(client, cookie.format(own=own, other=own + 1))
    assert " hidden" in found[0].partition(">")[0] and shown(found) == []


def test_in_practice_nothing_is_kept_on_the_phone(client, cast) -> None:
    account = practice.account(role=Role.COLLECTOR, by=cast.collector, at=NOON)
    client.force_login(account)
    member = account.partner.markets.get().members.first()
    look = f"{reverse('check_payment')}?anggota={member.pk}&p{member.pk}-count=1"
    for page in (reverse("worklist"), reverse("record_visit", args=[member.pk]), look):
        text = client.get(page).text
        assert [part for part in SCRIPTS if part in text] == [], page
    assert "Latihan memerlukan sinyal" in client.get(reverse("worklist")).text
    answer = client.post("/api/v1/phones/", {}, content_type="application/json")
    assert answer.status_code == 404
    client.force_login(cast.collector)
    assert all(part in client.get(reverse("worklist")).text for part in SCRIPTS[:2])
