"""Who can log in to the demo, and with what; the password exists in demo databases only."""

from collections.abc import Iterator
from dataclasses import dataclass

from markets.models import Role

PASSWORD = "pasar-demo-2026"  # noqa: S105 - printed on purpose; never made outside a demo


@dataclass(frozen=True)
class Login:
    """A person of the demo; `of` is the code of a partner, or of a branch for reviewers.

    `covers` are places as `market` or `market/block`; `try_first` is empty for those who are
    needed as second persons only, and are not printed.
    """

    username: str
    name: str
    role: Role
    of: str = ""
    covers: tuple[str, ...] = ()
    try_first: str = ""


LOGINS = (
    Login(
        "kolektor.cisarua",
        "Asep Contoh",
        Role.COLLECTOR,
        "tohaga",
        ("cisarua/Blok A", "cisarua/Blok B"),
        "the worklist: take a payment, show the receipt, hand over the cash",
    ),
    Login(
        "kolektor.cisarua2",
        "Wawan Contoh",
        Role.COLLECTOR,
        "tohaga",
        ("cisarua",),
    ),
    Login("kolektor.ciawi", "Yayah Contoh", Role.COLLECTOR, "tohaga", ("ciawi",)),
    Login("kolektor.leuwiliang", "Ujang Contoh", Role.COLLECTOR, "tohaga", ("leuwiliang",)),
    Login(
        "kolektor.cileungsi",
        "Entin Contoh",
        Role.COLLECTOR,
        "tohaga",
        ("cileungsi/Blok A", "cileungsi/Blok B"),
    ),
    # Has left: her block is covered by nobody.
    Login(
        "kolektor.cileungsi2",
        "Mimin Contoh",
        Role.COLLECTOR,
        "tohaga",
        ("cileungsi/Blok D (ikan)",),
    ),
    Login(
        "kolektor.tanahabang",
        "Rudi Contoh",
        Role.COLLECTOR,
        "tanah-abang",
        ("tanah-abang",),
    ),
    Login(
        "kolektor.kuli",
        "Slamet Contoh",
        Role.COLLECTOR,
        "tanah-abang",
        ("kuli-tanah-abang",),
    ),
    Login("kolektor.penyapu", "Tuti Contoh", Role.COLLECTOR, "penyapu", ("penyapu-jakpus",)),
    Login(
        "kolektor.mataram",
        "Lalu Contoh",
        Role.COLLECTOR,
        "asongan-ntb",
        ("asongan-mataram",),
        "people without stalls, in another time zone (WITA)",
    ),
    Login("kolektor.senggigi", "Baiq Contoh", Role.COLLECTOR, "asongan-ntb", ("asongan-senggigi",)),
    Login("kolektor.rejosari", "Sri Contoh", Role.COLLECTOR, "surakarta", ("rejosari",)),
    Login(
        "kolektor.paguyuban",
        "Joko Contoh",
        Role.COLLECTOR,
        "surakarta",
        ("paguyuban-sayur", "paguyuban-kuliner"),
    ),
    Login(
        "bendahara.tohaga",
        "Neneng Contoh",
        Role.TREASURER,
        "tohaga",
        (),
        "cash per collector: accept a hand-over, make a remittance, post it",
    ),
    Login("bendahara.tohaga2", "Dadang Contoh", Role.TREASURER, "tohaga"),
    Login("bendahara.tanahabang", "Linda Contoh", Role.TREASURER, "tanah-abang"),
    Login(
        "bendahara.penyapu",
        "Agus Contoh",
        Role.TREASURER,
        "penyapu",
        (),
        "a city budget that pays for its street sweepers",
    ),
    Login("bendahara.ntb", "Made Contoh", Role.TREASURER, "asongan-ntb"),
    Login("bendahara.surakarta", "Endang Contoh", Role.TREASURER, "surakarta"),
    Login(
        "petugas.bogor",
        "Ratna Contoh",
        Role.REVIEWER,
        "bogor",
        (),
        "the queue of enrolments: approve one, return one with a reason",
    ),
    Login("petugas.bogor2", "Hendra Contoh", Role.REVIEWER, "bogor"),
    Login("petugas.jakarta", "Maya Contoh", Role.REVIEWER, "jakarta-salemba"),
    Login("petugas.ntb", "Komang Contoh", Role.REVIEWER, "ntb"),
    Login("petugas.surakarta", "Bambang Contoh", Role.REVIEWER, "surakarta"),
    Login(
        "auditor.tohaga",
        "Ida Contoh",
        Role.AUDITOR,
        "tohaga",
        (),
        "the books of one partner, read only",
    ),
    Login(
        "admin",
        "Admin Contoh",
        Role.ADMIN,
        try_first="the admin site: every kind of row, money read only",
    ),
)
LEFT = "kolektor.cileungsi2"


def of_role(role: Role) -> list[Login]:
    """The logins of that role, in order."""
    return [login for login in LOGINS if login.role == role]


def table(address: str) -> Iterator[str]:
    """What is printed for whoever starts the demo, line by line."""
    shown = [login for login in LOGINS if login.try_first]
    widest = max(len(login.username) for login in shown)
    yield f"  Address   {address}"
    yield f"  Password  {PASSWORD}  (the same for everybody, in this demo only)"
    yield ""
    yield f"  {'Role':<10} {'Username':<{widest}}  What to try first"
    for login in shown:
        yield f"  {login.role.value:<10} {login.username:<{widest}}  {login.try_first}"
