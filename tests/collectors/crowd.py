"""Many traders at their stalls, in a few statements."""

import datetime as dt
import hashlib
from typing import Any

from contributions.models import Contribution, Cover
from markets.models import Stall
from members.models import CoverageTerm, Member, PayerKind, Placement, Sector
from members.models.member import Sex
from tests import factories
from tests.contributions.money import DUES_IDR, Cast
from tests.factories import NOON, NOVEMBER

OCTOBER = dt.date(2026, 10, 1)
FIRST = ["Siti", "Dewi", "Tuti", "Rahmat", "Asep", "Wahyu", "Nurhayati", "Kusnadi", "Yayah", "Iis"]
LAST = ["Aminah", "Lestari", "Suryana", "Hidayat", "Permana", "Rohaeni", "Sobari", "Kartika"]


def make_crowd(cast: Cast, count: int) -> list[Member]:
    """So many in a block of their own, who paid October and owe November."""
    block = factories.make_block(market=cast.market)
    numbers = range(count)
    stalls = Stall.objects.bulk_create(
        Stall(block=block, kind="kios", number=f"{number}", walking_order=number)
        for number in numbers
    )
    members = Member.objects.bulk_create(_member(cast, number, block.pk) for number in numbers)
    Placement.objects.bulk_create(
        Placement(
            member=member,
            market=cast.market,
            block=block,
            stall=stall,
            find_here=True,
            first_day=OCTOBER,
        )
        for member, stall in zip(members, stalls, strict=True)
    )
    CoverageTerm.objects.bulk_create(
        CoverageTerm(
            member=member,
            first_month=OCTOBER,
            declared_income_idr=1_000_000,
            sector=Sector.NON_TRANSPORT,
            payer_kind=PayerKind.SELF,
            approved_on=OCTOBER,
        )
        for member in members
    )
    Contribution.objects.bulk_create(
        _contribution(member, month) for member in members for month in (OCTOBER, NOVEMBER)
    )
    until = dt.date(2026, 10, 31)
    Cover.objects.bulk_create(
        Cover(member=member, paid_until=until, covered_until=until) for member in members
    )
    return members


def _member(cast: Cast, number: int, block: int) -> Member:
    nik = hashlib.sha256(f"crowd {block} {number}".encode()).digest()
    digits = int.from_bytes(nik[:4], "big")  # nothing about a person is alike
    return Member(
        market=cast.market,
        name=f"{FIRST[digits % len(FIRST)]} {LAST[digits // 16 % len(LAST)]}",
        phone=f"+62812{digits % 10**8:08}",
        birth_date=dt.date(1975, 3, 17),
        sex=Sex.FEMALE,
        mother_name="Ibu Contoh",
        address="Jalan Contoh 1",
        occupation="Pedagang sayur",
        status=Member.Status.ACTIVE,
        created_at=NOON,
        nik_encrypted=nik,
        nik_key_id="k1",
        nik_index=nik,
    )


def _contribution(member: Member, month: dt.date) -> Contribution:
    paid: dict[str, Any] = {"status": Contribution.Status.OPEN}
    if month < NOVEMBER:
        paid = {"status": Contribution.Status.PAID, "remitted_on": NOVEMBER}
    return Contribution(
        member=member,
        market_id=member.market_id,
        contribution_month=month,
        due_on=month.replace(day=15),
        payer_kind=PayerKind.SELF,
        sector=Sector.NON_TRANSPORT,
        declared_income_idr=1_000_000,
        base_idr=1_000_000,
        jkk_idr=5_000,
        jht_idr=0,
        jkm_idr=3_400,
        relief_jkk_idr=5_000,
        relief_jkm_idr=3_400,
        relief_name="Keringanan 50% PP 50/2025",
        total_idr=DUES_IDR,
        billed_at=NOON,
        status_at=NOON,
        **paid,
    )
