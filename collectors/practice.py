"""A market to practise in: one's own, with invented people, where nothing counts.

Everything lies under a branch that nobody works at, so whatever is counted for a branch, sent to
BPJS or decided by a reviewer leaves it out by its scope. A collector or treasurer has two accounts
there, one of each role: what one hands over the other counts. See docs/adr/0025-practice.md.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from contributions import dues
from markets import months
from markets.models import Assignment, Block, Branch, Market, Partner, Role, Stall, User
from markets.refusals import Refusal
from members import nik, nik_vault
from members.models import CoverageTerm, Member, PayerKind, Placement, Sector
from members.models.member import Sex

ROLES = (Role.COLLECTOR, Role.TREASURER)
BRANCH = "latihan"
STALLS_OF_A_BLOCK = 4
INCOME_IDR = 1_000_000
BORN = dt.date(1975, 3, 17)


@dataclass(frozen=True)
class Invented:
    """Somebody who does not exist."""

    name: str
    sex: Sex
    occupation: str


PEOPLE = (
    Invented("Siti Latihan", Sex.FEMALE, "Pedagang sayur"),
    Invented("Dewi Latihan", Sex.FEMALE, "Pedagang buah"),
    Invented("Budi Latihan", Sex.MALE, "Pedagang daging"),
    Invented("Tuti Latihan", Sex.FEMALE, "Pedagang bumbu"),
    Invented("Asep Latihan", Sex.MALE, "Pedagang ikan"),
    Invented("Rini Latihan", Sex.FEMALE, "Pedagang kue"),
    Invented("Joko Latihan", Sex.MALE, "Pedagang beras"),
    Invented("Lilis Latihan", Sex.FEMALE, "Pedagang pakaian"),
)


class UnableToPractise(Refusal):
    """There is no practice for that person; `code` is other_role."""


@transaction.atomic
def account(*, role: Role, by: User, at: dt.datetime) -> User:
    """The practice account of that role of who asks, or of whom the asking account belongs to.

    Made with its market at the first time. Raises UnableToPractise.
    """
    owner = _owner(by)
    kept = _accounts(owner).filter(role=role).first()
    return kept or _make(owner, at)[role]


@transaction.atomic
def begin_anew(*, by: User, at: dt.datetime) -> User:
    """Another market with other people; what was practised until now stays, and nobody enters it.

    Answers the account of the role in which it was asked for. Raises UnableToPractise.
    """
    owner = _owner(by)
    _accounts(owner).update(is_active=False)
    return _make(owner, at)[Role(by.role)]


def _owner(by: User) -> User:
    """Locked, so that two taps make one market."""
    owner = User.objects.select_for_update().get(pk=by.practice_of_id or by.pk)
    if owner.role not in ROLES:
        raise UnableToPractise(_("Latihan hanya untuk kolektor dan bendahara."), "other_role")
    return owner


def _accounts(owner: User) -> QuerySet[User]:
    return User.objects.filter(practice_of=owner, is_active=True)


def _make(owner: User, at: dt.datetime) -> dict[Role, User]:
    count = User.objects.filter(practice_of=owner, role=Role.COLLECTOR).count() + 1
    code = f"latihan-{owner.pk}-{count}"
    branch, _made = Branch.objects.get_or_create(code=BRANCH, defaults={"name": "Latihan"})
    partner = Partner.objects.create(
        code=code,
        name=f"Latihan {owner.name}"[:120],
        kind=Partner.Kind.MARKET_OPERATOR,
        branch=branch,
        is_practice=True,
    )
    market = Market.objects.create(code=code, name="Pasar Latihan", partner=partner)
    accounts = {role: _account(owner, role, partner, code, at) for role in ROLES}
    today = months.law_day(at)
    Assignment.objects.create(collector=accounts[Role.COLLECTOR], market=market, first_day=today)
    blocks = [
        Block.objects.create(market=market, name=f"Blok {letter}", walking_order=order)
        for order, letter in enumerate("AB", start=1)
    ]
    for place, person in enumerate(PEOPLE):
        block = blocks[place // STALLS_OF_A_BLOCK]
        number = place % STALLS_OF_A_BLOCK + 1
        stall = Stall.objects.create(
            block=block, kind=Stall.Kind.KIOSK, number=str(number), walking_order=number
        )
        _make_member(person, place, stall, market, at)
    return accounts


def _account(owner: User, role: Role, partner: Partner, code: str, at: dt.datetime) -> User:
    account = User(
        username=f"{code}-{role}",
        name=owner.name,
        role=role,
        partner=partner,
        practice_of=owner,
        text_size=owner.text_size,
        tour_closed_at=at,
    )
    account.set_unusable_password()
    account.save()
    return account


def _make_member(
    person: Invented, place: int, stall: Stall, market: Market, at: dt.datetime
) -> None:
    """Approved this month, who owes it; her NIK is of a province that does not exist."""
    today, current = months.law_day(at), months.first_of(months.law_day(at))
    number = _impossible_nik(market.partner_id, place, person.sex, today)
    sealed, key_id = nik_vault.seal(number)
    member = Member.objects.create(
        nik_encrypted=sealed,
        nik_key_id=key_id,
        nik_index=nik_vault.index(number),
        name=person.name,
        birth_date=BORN,
        sex=person.sex,
        mother_name="Ibu Latihan",
        address="Jalan Latihan 1",
        occupation=person.occupation,
        status=Member.Status.ACTIVE,
        market=market,
        created_at=at,
    )
    Placement.objects.create(
        member=member, market=market, block=stall.block, stall=stall, first_day=today
    )
    CoverageTerm.objects.create(
        member=member,
        first_month=current,
        declared_income_idr=INCOME_IDR,
        sector=Sector.NON_TRANSPORT,
        payer_kind=PayerKind.SELF,
        approved_on=today,
    )
    dues.bill(member=member, wanted=[current], at=at)


def _impossible_nik(partner: int, place: int, sex: Sex, on: dt.date) -> nik.Nik:
    """Province 00 and a serial of 99xx: nobody has it, and nobody else here has it either."""
    day = BORN.day + (40 if sex == Sex.FEMALE else 0)
    year, district = (BORN.year + partner // 10_000) % 100, partner % 10_000
    return nik.parse(f"00{district:04}{day:02}{BORN.month:02}{year:02}99{place:02}", on=on)
