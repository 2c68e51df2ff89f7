"""Builders of rows for tests: each names only what matters there, the rest is made up.

Times are constants; pass your own where they matter. NIKs do not exist (serial 99xx).
"""

import datetime as dt
import hashlib
import itertools
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from contributions import cover
from contributions.models import Contribution, Cover, Handover
from markets import months
from markets.models import Assignment, Block, Branch, Market, Partner, Role, Stall, User
from members import drafts, enrolment
from members.applications import Application
from members.models import (
    Consent,
    ConsentText,
    CoverageTerm,
    Enrolment,
    EnrolmentDraft,
    Member,
    PayerKind,
    Placement,
    Sector,
)
from members.models.member import Sex

WIB = ZoneInfo("Asia/Jakarta")
NOON = dt.datetime(2026, 11, 10, 12, 0, tzinfo=WIB)
TODAY = dt.date(2026, 11, 10)
NOVEMBER = dt.date(2026, 11, 1)
PASSWORD = "kata-sandi-untuk-uji"

_numbers = itertools.count(1)


def at(day: dt.date, hour: int = 12) -> dt.datetime:
    """That hour of the day in WIB."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=WIB)


def _next() -> int:
    return next(_numbers)


# ---- territory and people who work here ----


def make_branch(**fields: Any) -> Branch:
    number = _next()
    fields.setdefault("name", f"Kantor Cabang {number}")
    return Branch.objects.create(code=fields.pop("code", f"cabang-{number}"), **fields)


def make_partner(*, branch: Branch | None = None, **fields: Any) -> Partner:
    number = _next()
    fields.setdefault("name", f"Perumda Pasar {number}")
    fields.setdefault("kind", Partner.Kind.MARKET_OPERATOR)
    fields.setdefault("code", f"mitra-{number}")
    return Partner.objects.create(branch=branch or make_branch(), **fields)


def make_market(*, partner: Partner | None = None, **fields: Any) -> Market:
    number = _next()
    fields.setdefault("name", f"Pasar {number}")
    fields.setdefault("code", f"pasar-{number}")
    return Market.objects.create(partner=partner or make_partner(), **fields)


def make_block(*, market: Market | None = None, **fields: Any) -> Block:
    number = _next()
    fields.setdefault("name", f"Blok {number}")
    fields.setdefault("walking_order", number)
    return Block.objects.create(market=market or make_market(), **fields)


def make_stall(*, block: Block | None = None, **fields: Any) -> Stall:
    number = _next()
    fields.setdefault("kind", Stall.Kind.KIOSK)
    fields.setdefault("number", str(number))
    fields.setdefault("walking_order", number)
    return Stall.objects.create(block=block or make_block(), **fields)


def make_user(*, role: Role, **fields: Any) -> User:
    """A person who works here and has closed the tour; the password is PASSWORD."""
    number = _next()
    fields.setdefault("tour_closed_at", NOON)
    fields.setdefault("username", f"{role}{number}")
    fields.setdefault("name", f"{Role(role).label} {number}")
    password = fields.pop("password", None)
    user = User(role=role, **fields)
    if password is not None:
        user.set_password(password)
    user.save()
    return user


def make_collector(
    *, market: Market | None = None, block: Block | None = None, **fields: Any
) -> User:
    """A collector; with `market` (and `block`) assigned there since 2020."""
    partner = fields.pop("partner", None) or (market.partner if market else make_partner())
    user = make_user(role=Role.COLLECTOR, partner=partner, **fields)
    if market is not None:
        make_assignment(collector=user, market=market, block=block)
    return user


def make_assignment(
    *, collector: User, market: Market, block: Block | None = None, **fields: Any
) -> Assignment:
    fields.setdefault("first_day", dt.date(2020, 1, 1))
    return Assignment.objects.create(collector=collector, market=market, block=block, **fields)


def make_treasurer(*, partner: Partner | None = None, **fields: Any) -> User:
    return make_user(role=Role.TREASURER, partner=partner or make_partner(), **fields)


def make_reviewer(*, branch: Branch | None = None, **fields: Any) -> User:
    return make_user(role=Role.REVIEWER, branch=branch or make_branch(), **fields)


def make_auditor(**fields: Any) -> User:
    if "partner" not in fields and "branch" not in fields:
        fields["partner"] = make_partner()
    return make_user(role=Role.AUDITOR, **fields)


def make_admin(**fields: Any) -> User:
    return make_user(role=Role.ADMIN, is_superuser=True, **fields)


# ---- members ----


def make_member(
    *,
    market: Market | None = None,
    block: Block | None = None,
    stall: Stall | None = None,
    **fields: Any,
) -> Member:
    """An active member, found at the stall or in the block where one is given."""
    number = _next()
    if stall is not None:
        block = stall.block
    if market is None:
        market = block.market if block else make_market()
    fields.setdefault("name", f"Peserta {number}")
    fields.setdefault("birth_date", dt.date(1975, 3, 17))
    fields.setdefault("sex", Sex.FEMALE)
    fields.setdefault("mother_name", "Ibu Contoh")
    fields.setdefault("address", "Jalan Contoh 1")
    fields.setdefault("occupation", "Pedagang sayur")
    fields.setdefault("status", Member.Status.ACTIVE)
    fields.setdefault("created_at", NOON)
    nik = hashlib.sha256(f"nik {number}".encode()).digest()
    member = Member.objects.create(
        market=market, nik_encrypted=nik, nik_key_id="k1", nik_index=nik, **fields
    )
    make_placement(member=member, block=block, stall=stall)
    return member


def make_placement(*, member: Member, **fields: Any) -> Placement:
    fields.setdefault("market", member.market)
    fields.setdefault("first_day", dt.date(2020, 1, 1))
    return Placement.objects.create(member=member, **fields)


def make_term(*, member: Member, **fields: Any) -> CoverageTerm:
    """Lowest band, without JHT, paid by herself, since January 2026."""
    fields.setdefault("first_month", dt.date(2026, 1, 1))
    fields.setdefault("declared_income_idr", 1_000_000)
    fields.setdefault("sector", Sector.NON_TRANSPORT)
    fields.setdefault("payer_kind", PayerKind.SELF)
    fields.setdefault("approved_on", fields["first_month"])
    return CoverageTerm.objects.create(member=member, **fields)


def make_consent(*, member: Member | None = None, **fields: Any) -> Consent:
    """She agreed to the first text, on a signed sheet."""
    member = member or make_member()
    fields.setdefault("taken_by", make_collector(partner=member.market.partner))
    fields.setdefault("given_at", NOON)
    return Consent.objects.create(
        member=member,
        market=member.market,
        text=ConsentText.objects.get(version="1"),
        how=Consent.How.SIGNED_SHEET,
        **fields,
    )


def make_nik(*, birth_date: dt.date = dt.date(1975, 3, 17), sex: str = Sex.FEMALE) -> str:
    """A NIK of Bogor that no one has: its serial is 99xx. Different each time, up to a hundred."""
    number = _next()
    day = birth_date.day + (40 if sex == Sex.FEMALE else 0)
    district = 1 + number // 100 % 99
    return f"3201{district:02}{day:02}{birth_date:%m%y}99{number % 100:02}"


def make_application(*, market: Market | None = None, **fields: Any) -> Application:
    """What a collector types about a trader, with nothing to warn of."""
    born, sex = fields.get("birth_date", dt.date(1975, 3, 17)), fields.get("sex", Sex.FEMALE)
    if "nik" not in fields:
        fields["nik"] = make_nik(birth_date=born, sex=sex)
    typed = {
        "name": "Siti Contoh",
        "birth_place": "Bogor",
        "birth_date": born,
        "sex": sex,
        "mother_name": "Ibu Contoh",
        "address": "Jalan Contoh 1",
        "phone": "0812 3456 7890",
        "occupations": ("Pedagang sayur",),
        "sector": Sector.NON_TRANSPORT,
        "declared_income_idr": 1_000_000,
        "jht": False,
        "consent_version": "2",
        "consent_how": Consent.How.SIGNED_SHEET,
    }
    return Application(market=market or make_market(), **{**typed, **fields})


def make_enrolment(
    *, by: User | None = None, at: dt.datetime = NOON, market: Market | None = None, **fields: Any
) -> Enrolment:
    """An application that waits for the branch, sent by a collector of the market."""
    drive = fields.pop("drive", None)
    application = make_application(market=market or make_market(), **fields)
    by = by or make_collector(market=application.market)
    return enrolment.submit(application=application, by=by, at=at, drive=drive)


def make_draft(*, by: User, at: dt.datetime = NOON, **typed: str) -> EnrolmentDraft:
    """An enrolment the collector began and did not send."""
    draft = uuid.uuid4()
    drafts.keep(id=draft, typed={"name": "Siti Contoh", **typed}, by=by, at=at)
    return EnrolmentDraft.objects.get(pk=draft)


# ---- money ----


def make_contribution(*, member: Member, month: dt.date = NOVEMBER, **fields: Any) -> Contribution:
    """An open month at the lowest band with the relief of 2026: Rp8.400, due on the 15th."""
    fields.setdefault("market", member.market)
    fields.setdefault("due_on", month.replace(day=15))
    fields.setdefault("payer_kind", PayerKind.SELF)
    fields.setdefault("sector", Sector.NON_TRANSPORT)
    fields.setdefault("declared_income_idr", 1_000_000)
    fields.setdefault("base_idr", 1_000_000)
    fields.setdefault("jkk_idr", 5_000)
    fields.setdefault("jkm_idr", 3_400)
    fields.setdefault("jht_idr", 0)
    fields.setdefault("relief_jkk_idr", 5_000)
    fields.setdefault("relief_jkm_idr", 3_400)
    fields.setdefault("relief_name", "PP 50/2025")
    fields.setdefault("total_idr", fields["jkk_idr"] + fields["jkm_idr"] + fields["jht_idr"])
    fields.setdefault("status_at", NOON)
    fields.setdefault("billed_at", NOON)
    return Contribution.objects.create(member=member, contribution_month=month, **fields)


def make_cover(*, member: Member, paid_until: dt.date | None, **fields: Any) -> Cover:
    """The kept dates; by default everything that was paid has also been remitted."""
    fields.setdefault("covered_until", paid_until)
    return Cover.objects.create(member=member, paid_until=paid_until, **fields)


def make_waiting_handover(*, collector: User | None = None, **fields: Any) -> Handover:
    """A hand-over without receipts that waits for a treasurer."""
    collector = collector or make_collector()
    fields = {"receipts_idr": 0, "expected_idr": 0, "asked_at": NOON, **fields}
    return Handover.objects.create(collector=collector, partner=collector.partner, **fields)


def make_paid_month(*, member: Member, month: dt.date, **fields: Any) -> Contribution:
    """A paid and remitted month, with her cover brought up to date; no receipt, no ledger."""
    fields.setdefault("status", Contribution.Status.PAID)
    fields.setdefault("remitted_on", month.replace(day=20))
    contribution = make_contribution(member=member, month=month, **fields)
    cover.refresh(members=[member.pk], on=months.last_day(month))
    return contribution


def new_id() -> uuid.UUID:
    """An id as a phone or a form makes it."""
    return uuid.uuid4()
