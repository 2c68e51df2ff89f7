"""Every page of the app as every role sees it: empty, filled, and sent back with errors."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from markets.models import Role, User
from tests.architecture.addresses import ARGUMENTS, Side
from tests.architecture.urlconf import Address, addresses

NOWHERE = "/tidak-ada-di-sini/"
# Sent empty it would do what it says, or ends the session of who sends it.
NOT_SENT = {"logout"}
# Sent empty they open a NIK, and the rows of the tests hold none that was sealed.
OPENS_A_NIK = {"remittance_list", "reveal_corrected_nik"}
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


@dataclass(frozen=True)
class Shown:
    """One page, and how it came to be."""

    name: str
    url: str
    who: str
    state: str
    html: str

    @property
    def is_of_the_desk(self) -> bool:
        """Whether those work with it who sit at a desk."""
        return self.who not in ("nobody", Role.COLLECTOR)

    def in_letters(self, size: str) -> "Shown":
        """The page of one who chose that size of letters."""
        larger = self.html.replace("<html ", f'<html class="text-{size}" ', 1)
        return replace(self, html=larger, state=f"{self.state}, {size}")

    def __str__(self) -> str:
        return f"{self.name} ({self.who}, {self.state})"


def everything(side: Side) -> Iterator[Shown]:
    """All of them, as each role sees them; `side` has no rows yet."""
    plain = [address for address in addresses() if not address.has_arguments]
    people = _people(side)
    for who, user in people.items():
        yield from _looked_at(plain, side, who, user, "empty")
    side.everything()
    for who, user in people.items():
        yield from _looked_at(addresses(), side, who, user, "filled")
    for who, user in people.items():
        yield from _sent_empty(addresses(), side, who, user)


def once_each(side: Side, *, with_empty: bool = False) -> Iterator[Shown]:
    """Each page in each state as the first role sees it that may; `side` has no rows yet."""
    if with_empty:
        plain = [address for address in addresses() if not address.has_arguments]
        for who, user, own in _shared_out(side, plain):
            yield from _looked_at(own, side, who, user, "empty")
    side.everything()
    for who, user, own in _shared_out(side, addresses()):
        yield from _looked_at(own, side, who, user, "filled")
        yield from _sent_empty(own, side, who, user)


def unlike(pages: Iterable[Shown]) -> Iterator[Shown]:
    """Those that nobody saw before: many say "not found", and some hold no rows at all."""
    seen = set()
    for page in pages:
        html = TOKEN.sub("", page.html)
        if html not in seen:
            seen.add(html)
            yield page


def at_the_desk(side: Side) -> Iterator[Shown]:
    """Each filled page of those who sit at a desk, as the first of them sees it."""
    side.everything()
    left = [address for address in addresses() if not address.name.endswith("_export")]
    for role in (Role.TREASURER, Role.REVIEWER, Role.AUDITOR):
        own = [address for address in left if _open_to(address, side.users[role])]
        yield from _looked_at(own, side, role, side.users[role], "filled")
        left = [address for address in left if address not in own]


def _shared_out(
    side: Side, wanted: list[Address]
) -> Iterator[tuple[str, User | None, list[Address]]]:
    """Each role with the addresses that only it, and those after it, may open."""
    left = {address.name: address for address in wanted}
    for who, user in _people(side).items():
        own = [address for address in left.values() if _open_to(address, user)]
        yield who, user, own
        for address in own:
            del left[address.name]


def _people(side: Side) -> dict[str, User | None]:
    return {"nobody": None, **{role.value: side.users[role] for role in Role}}


def _open_to(address: Address, user: User | None) -> bool:
    if address.is_api or address.access is None:
        return False
    return (user is None and address.is_public) or (
        user is not None and user.role in address.access
    )


def _client(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


def _url(address: Address, side: Side) -> str:
    return side.url(address) if address.name in ARGUMENTS else reverse(address.name)


def _looked_at(
    wanted: list[Address], side: Side, who: str, user: User | None, state: str
) -> Iterator[Shown]:
    client = _client(user)
    for address in wanted:
        if _open_to(address, user):
            url = _url(address, side)
            answer = client.get(url)
            assert answer.status_code < 500, f"{address.name} breaks for {who}, {state}"
            if _is_page(answer):
                yield Shown(address.name, url, who, state, answer.content.decode())
    answer = client.get(NOWHERE)
    yield Shown("404", NOWHERE, who, state, answer.content.decode())


def _sent_empty(wanted: list[Address], side: Side, who: str, user: User | None) -> Iterator[Shown]:
    """Forms nobody filled in; whatever that writes is taken back."""
    client = _client(user)
    for address in wanted:
        if _open_to(address, user) and address.name not in NOT_SENT:
            url = _url(address, side)
            with transaction.atomic():
                answer = client.post(url)
                transaction.set_rollback(True)
            breaks = answer.status_code >= 500 and address.name not in OPENS_A_NIK
            assert not breaks, f"{address.name} breaks for {who}, sent empty"
            if _is_page(answer):
                yield Shown(address.name, url, who, "refused", answer.content.decode())


def _is_page(answer: HttpResponse) -> bool:
    return (
        answer.status_code in (200, 404, 409, 422, 403)
        and answer.headers.get("Content-Type", "").startswith("text/html")
        and not answer.streaming
    )
