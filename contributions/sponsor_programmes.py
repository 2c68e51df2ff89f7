"""A sponsor and his programmes: asked for by one person of the partner, approved by another.

Where the partner has no other treasurer, a reviewer of its branch decides, as about voids. What was
approved is never rewritten: more money or another rule is another programme. People are admitted
by the sweep (`admissions.py`) once a programme is approved.
"""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from contributions import another_person
from contributions.models import ListedPerson, ProgrammeMarket, Sponsor, SponsorProgramme
from markets import months
from markets.models import Market, Partner, User
from markets.refusals import Refusal
from members.models import Member, Sector

MOST_YEARS = 5
MOST_BUDGET_IDR = 10**13


class UnableToSponsor(Refusal):
    """It cannot be done so; nothing was written. `str()` says what to do.

    `code` is one of: not_yours, no_name, name_used, months, budget, caps, no_people, other_market,
    other_person, other_body, own_request, decided, needs_reason; `field` is where to mend it.
    """


@dataclass(frozen=True)
class Rule:
    """Whom a programme takes: everybody who fits, or only who is on the list.

    No markets: those of the whole partner. `most_income_idr` is the highest declared income.
    """

    markets: tuple[Market, ...] = ()
    occupation: str = ""
    sector: str = ""
    most_income_idr: int | None = None
    listed: tuple[Member, ...] | None = None


@dataclass(frozen=True)
class Terms:
    """What a programme pays: both months included, all amounts in rupiah."""

    name: str
    first_month: dt.date
    last_month: dt.date
    budget_idr: int
    jht: bool = False
    most_people: int | None = None
    most_months: int | None = None
    rule: Rule = field(default_factory=Rule)


def record_sponsor(
    *,
    partner: Partner,
    name: str,
    kind: str,
    contact_name: str = "",
    contact: str = "",
    by: User,
    at: dt.datetime,
) -> Sponsor:
    """Write a sponsor of that partner down. Raises UnableToSponsor."""
    _check_treasurer(partner, by)
    name = " ".join(name.split())
    if not name:
        raise UnableToSponsor(_("Tulis nama sponsornya."), "no_name", "name")
    with transaction.atomic():
        Partner.objects.select_for_update(no_key=True).get(pk=partner.pk)
        if Sponsor.objects.filter(partner=partner, name__iexact=name).exists():
            raise UnableToSponsor(
                _("Sponsor dengan nama itu sudah ada. Pakai yang sudah ada."), "name_used", "name"
            )
        return Sponsor.objects.create(
            partner=partner,
            name=name,
            kind=Sponsor.Kind(kind),
            contact_name=contact_name.strip(),
            contact=contact.strip(),
            recorded_by=by,
            recorded_at=at,
        )


def ask(
    *, id: UUID, sponsor: Sponsor, wanted: Terms, by: User, at: dt.datetime
) -> SponsorProgramme:
    """Ask that the sponsor's programme be approved. The same id is the same request.

    Raises UnableToSponsor; nothing is stored then.
    """
    _check_treasurer(sponsor.partner, by)
    _check(sponsor, wanted)
    with transaction.atomic():
        standing = SponsorProgramme.objects.filter(pk=id).first()
        if standing is not None:
            if standing.asked_by_id == by.pk and standing.sponsor_id == sponsor.pk:
                return standing
            raise UnableToSponsor(
                _("Formulir ini sudah dipakai. Buka lagi halaman sponsornya."), "other_body"
            )
        rule = wanted.rule
        programme = SponsorProgramme(
            id=id,
            sponsor=sponsor,
            partner_id=sponsor.partner_id,
            name=" ".join(wanted.name.split()),
            first_month=wanted.first_month,
            last_month=wanted.last_month,
            jht=wanted.jht,
            budget_idr=wanted.budget_idr,
            most_people=wanted.most_people,
            most_months=wanted.most_months,
            by_list=rule.listed is not None,
            occupation=" ".join(rule.occupation.split()),
            sector=rule.sector,
            most_income_idr=rule.most_income_idr,
            asked_by=by,
            asked_at=at,
        )
        programme.save(force_insert=True)
        ProgrammeMarket.objects.bulk_create(
            ProgrammeMarket(programme=programme, market=market) for market in rule.markets
        )
        ListedPerson.objects.bulk_create(
            ListedPerson(programme=programme, member=member) for member in rule.listed or ()
        )
        return programme


def approve(
    *, programme: SponsorProgramme, note: str = "", by: User, at: dt.datetime
) -> SponsorProgramme:
    """Let it begin: the next sweep admits its people. Raises UnableToSponsor."""
    with transaction.atomic():
        status = SponsorProgramme.Status.APPROVED
        programme = _for_decision(programme, by)
        return another_person.decide(row=programme, status=status, note=note, by=by, at=at)


def refuse(
    *, programme: SponsorProgramme, note: str, by: User, at: dt.datetime
) -> SponsorProgramme:
    """Let it not begin, saying why. Raises UnableToSponsor."""
    if not note.strip():
        raise UnableToSponsor(_("Tulis alasan penolakannya."), "needs_reason", "note")
    with transaction.atomic():
        status = SponsorProgramme.Status.REFUSED
        programme = _for_decision(programme, by)
        return another_person.decide(row=programme, status=status, note=note, by=by, at=at)


def withdraw(*, programme: SponsorProgramme, by: User, at: dt.datetime) -> SponsorProgramme:
    """Take an own request back. Raises UnableToSponsor."""
    with transaction.atomic():
        programme = _locked(programme)
        if programme.asked_by_id != by.pk:
            raise UnableToSponsor(
                _("Hanya yang mengajukan yang dapat menarik pengajuan."), "not_yours"
            )
        another_person.check_waits(row=programme, unable=UnableToSponsor)
        programme.status, programme.decided_at = SponsorProgramme.Status.WITHDRAWN, at
        programme.save(update_fields=["status", "decided_at"])
        return programme


def may_decide(*, programme: SponsorProgramme, user: User) -> bool:
    """Whether that person may decide about it, if it still waits."""
    return another_person.may_act(
        partner=programme.partner, user=user, involved={programme.asked_by_id}
    )


def _check_treasurer(partner: Partner, by: User) -> None:
    if not by.is_treasurer_of(partner.pk):
        raise UnableToSponsor(_("Sponsor dicatat oleh bendahara mitra ini."), "not_yours")


def _check(sponsor: Sponsor, wanted: Terms) -> None:
    if not wanted.name.strip():
        raise UnableToSponsor(_("Tulis nama programnya."), "no_name", "name")
    first, last = wanted.first_month, wanted.last_month
    if first.day != 1 or last.day != 1 or not 0 <= months.between(first, last) < 12 * MOST_YEARS:
        raise UnableToSponsor(
            _("Bulan terakhir tidak boleh sebelum bulan pertama, dan paling lama lima tahun."),
            "months",
            "last_month",
        )
    if not 0 < wanted.budget_idr <= MOST_BUDGET_IDR:
        raise UnableToSponsor(_("Tulis anggarannya dalam rupiah."), "budget", "budget")
    if any(cap is not None and cap < 1 for cap in (wanted.most_people, wanted.most_months)):
        raise UnableToSponsor(_("Batas paling sedikit satu."), "caps", "most_people")
    _check_rule(sponsor, wanted.rule)


def _check_rule(sponsor: Sponsor, rule: Rule) -> None:
    if any(market.partner_id != sponsor.partner_id for market in rule.markets):
        raise UnableToSponsor(_("Pilih pasar milik mitra ini."), "other_market", "markets")
    if rule.sector and rule.sector not in Sector.values:
        raise UnableToSponsor(_("Pilih sektornya."), "caps", "sector")
    if rule.most_income_idr is not None and rule.most_income_idr < 1:
        raise UnableToSponsor(_("Tulis batas penghasilan dalam rupiah."), "caps", "most_income")
    if rule.listed is None:
        return
    if not rule.listed:
        raise UnableToSponsor(
            _("Daftarnya kosong. Isi daftar, atau pilih menurut aturan."), "no_people", "people"
        )
    if any(member.market.partner_id != sponsor.partner_id for member in rule.listed):
        raise UnableToSponsor(
            _("Dalam daftar ada orang dari mitra lain."), "other_person", "people"
        )


def _for_decision(programme: SponsorProgramme, by: User) -> SponsorProgramme:
    programme = _locked(programme)
    another_person.check(
        row=programme, by=by, may=may_decide(programme=programme, user=by), unable=UnableToSponsor
    )
    return programme


def _locked(programme: SponsorProgramme) -> SponsorProgramme:
    return (
        SponsorProgramme.objects.select_for_update(of=("self",), no_key=True)
        .select_related("partner", "sponsor")
        .get(pk=programme.pk)
    )
