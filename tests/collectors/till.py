"""What the tests of the till share: who stands before it, and what its forms send."""

import datetime as dt
import re

from django.urls import reverse

from contributions.models import Contribution
from members.models import Member
from tests import factories
from tests.contributions.credit import make_credit
from tests.factories import NOVEMBER

OCTOBER = dt.date(2026, 10, 1)


def behind(cast, name="Siti Contoh", **fields) -> Member:
    """A member with October and November open, who paid until September."""
    member = factories.make_member(market=cast.market, name=name, **fields)
    factories.make_term(member=member)
    factories.make_cover(member=member, paid_until=dt.date(2026, 9, 30))
    for month in (OCTOBER, NOVEMBER):
        factories.make_contribution(member=member, month=month)
    return member


def choose(client, *members):
    return client.get(reverse("take_payment"), {"anggota": [member.pk for member in members]})


def check(client, counts: dict[Member, int]):
    chosen = {f"p{member.pk}-count": count for member, count in counts.items()}
    query = {"anggota": [member.pk for member in counts], **chosen}
    return client.get(reverse("check_payment"), query)


def hidden(response) -> dict[str, list[str]]:
    """What the form of the last look would send."""
    found: dict[str, list[str]] = {}
    form = response.content.decode().split("<main", 1)[1]
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{key}="([^"]*)"', tag) for key in ("name", "value"))
        if name and value and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1])
    return found


def send(client, fields):
    return client.post(reverse("take_payment"), fields)


def give_credit(member) -> None:
    """She has paid Rp5.000 too much for her latest month."""
    latest = Contribution.objects.filter(member=member).latest("contribution_month")
    make_credit(contribution=latest, amount_idr=5_000, explanation="Keringanan")
