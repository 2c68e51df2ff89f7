"""Where each role finds its pages: the one list behind the bar of every page.

An entry whose page does not exist is left out, so a page appears here as soon as it is there.
"""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from markets.models import Role, User

START_PAGES = {
    Role.COLLECTOR: "worklist",
    Role.TREASURER: "treasury",
    Role.REVIEWER: "review_queue",
    Role.AUDITOR: "books",
    Role.ADMIN: "admin:index",
}

# Label, name of the url, icon.
PAGES: dict[str, list[tuple[Any, str, str]]] = {
    Role.COLLECTOR: [
        (_("Daftar kunjungan"), "worklist", "list"),
        (_("Bayar"), "take_payment_search", "pay"),
        (_("Daftarkan"), "enrol", "enrol"),
        (_("Uang saya"), "cash_in_hand", "cash"),
    ],
    Role.TREASURER: [
        (_("Kas"), "treasury", "cash"),
        (_("Serah terima"), "handovers", "check"),
        (_("Setoran"), "remittances", "pay"),
        (_("Pembatalan"), "voids", "list"),
        (_("Penugasan"), "coverage", "list"),
    ],
    Role.REVIEWER: [
        (_("Antrean"), "review_queue", "list"),
        (_("Nomor peserta"), "membership_numbers", "person"),
        (_("Tagihan meragukan"), "billing_doubts", "pay"),
        (_("Uang di mitra"), "unremitted_money", "cash"),
        (_("Setoran"), "remittances", "pay"),
        (_("Pembatalan"), "voids", "list"),
        (_("Penagihan"), "billing_runs", "list"),
        (_("Kata sandi"), "people_i_help", "person"),
    ],
    Role.AUDITOR: [
        (_("Buku kas"), "books", "cash"),
        (_("Uang di mitra"), "unremitted_money", "cash"),
        (_("Setoran"), "remittances", "pay"),
        (_("Penagihan"), "billing_runs", "list"),
    ],
    Role.ADMIN: [
        (_("Situs admin"), "admin:index", "list"),
        (_("Kata sandi"), "people_i_help", "person"),
    ],
}

# Pages asked for less often: linked from the role's first page instead of the bar.
FURTHER_PAGES: dict[str, list[tuple[Any, str, str]]] = {
    Role.TREASURER: [
        (_("Transfer sponsor"), "sponsor_transfers", "pay"),
        (_("Uang di mitra"), "unremitted_money", "cash"),
        (_("Tanpa kolektor"), "people_without_collector", "person"),
        (_("Peserta pindah"), "moved_members", "person"),
        (_("Penagihan"), "billing_runs", "list"),
        (_("Buku kas"), "books", "cash"),
        (_("Bantu kata sandi"), "people_i_help", "person"),
    ],
}


@dataclass(frozen=True)
class Entry:
    """One entry of the bar; `current` is "page" on its page and "true" below it."""

    label: Any
    url: str
    icon: str
    current: str


def entries(user: Any, *, path: str) -> list[Entry]:
    """The entries of that person's role whose pages exist; the one nearest to `path` is marked."""
    if not user.is_authenticated:
        return []
    found = _existing(PAGES.get(user.role, []))
    nearest = max((url for _, url, _ in found if path.startswith(url)), key=len, default=None)
    return [
        Entry(label, url, icon, "" if url != nearest else "page" if url == path else "true")
        for label, url, icon in found
    ]


def further_pages(user: User) -> list[Entry]:
    """The pages of that person's role which are not in the bar."""
    found = _existing(FURTHER_PAGES.get(Role(user.role), []))
    return [Entry(label, url, icon, "") for label, url, icon in found]


def start_page(user: User) -> str:
    """The address at which that person's work begins; the account page where there is none yet."""
    return _url(START_PAGES[Role(user.role)]) or reverse("account")


def _existing(pages: list[tuple[Any, str, str]]) -> list[tuple[Any, str, str]]:
    return [(label, url, icon) for label, name, icon in pages if (url := _url(name)) is not None]


def _url(name: str) -> str | None:
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
