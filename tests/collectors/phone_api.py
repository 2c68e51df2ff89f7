"""A collector's phone as the API sees it: what it took down, and what it is answered."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.test import Client

from contributions import phones, slip_code
from contributions.models import Phone
from members.models import Member
from tests import factories
from tests.contributions.money import Cast, ask
from tests.factories import NOON

SESSION, PHONES, ROUND, SYNC = (
    f"/api/v1/{name}/" for name in ("session", "phones", "round", "sync")
)
AN_HOUR = dt.timedelta(hours=1)
MORNING = NOON - 5 * AN_HOUR
TEN = NOON - 2 * AN_HOUR


@dataclass
class Sending:
    """A phone that is logged in as the collector of the cast."""

    client: Client
    phone: Phone

    def send(self, *entries: Any, sent_at: Any = NOON, **fields: Any) -> Any:
        """The answer to a batch, as it came."""
        body = {"phone": self.phone.pk, "sent_at": sent_at, "entries": entries, **fields}
        return self.client.post(SYNC, body, content_type="application/json")

    def results(self, *entries: Any, **fields: Any) -> list[dict[str, Any]]:
        """What became of each of the entries."""
        answer = self.send(*entries, **fields)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    def payment(self, member: Member, *, number: int | None = None, **fields: Any) -> dict:
        """Cash taken at ten: a number and its code where a number is given."""
        asked = ask(member, count=fields.pop("count", 1))
        code = ""
        if number is not None:
            code = slip_code.of(
                phone=self.phone.pk,
                receipt=f"{self.phone.series.code}-{number:06d}",
                member=member.pk,
                months=asked.months,
                total_idr=asked.shown_total_idr,
            )
        return {
            **_entry("payment"),
            "member": member.pk,
            "months": [f"{month:%Y-%m}" for month in asked.months],
            "total_idr": asked.shown_total_idr,
            "credit_idr": 0,
            "number": number,
            "code": code,
            **fields,
        }


def make_sending(cast: Cast, client: Client, *, at: dt.datetime = MORNING) -> Sending:
    """The collector is logged in, and her phone was registered in the morning."""
    client.force_login(cast.collector)
    phone = phones.register(by=cast.collector, device=None, session_key="", at=at)
    return Sending(client, phone)


def visit(member: Member, **fields: Any) -> dict[str, Any]:
    """She was not there at ten."""
    asked = {"member": member.pk, "outcome": "not_there", "note": "", "next_on": None}
    return {**_entry("visit"), **asked, **fields}


def draft(typed: Any = None, **fields: Any) -> dict[str, Any]:
    """An enrolment that was begun at ten."""
    return {**_entry("enrolment_draft"), "typed": typed or {"name": "Dewi Contoh"}, **fields}


def _entry(kind: str) -> dict[str, Any]:
    return {"kind": kind, "id": str(factories.new_id()), "told_at": TEN.isoformat()}
