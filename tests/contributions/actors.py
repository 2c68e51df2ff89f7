"""Who does something with money at one partner, and what becomes of what they try.

A number picks among what there is, so that the same numbers do the same again. What the jobs refuse
is a sentence, and is swallowed; so is an act for which there is nothing.
"""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import QuerySet

from contributions import (
    answers,
    collection_sheets,
    deposits,
    dues,
    handovers,
    held_dues,
    losses,
    payments,
    qris_charges,
    qris_confirmations,
    refund_release,
    remittance_transfers,
    remittances,
    repayments,
    replenishments,
    settlements,
    sponsor_money,
    sponsor_programmes,
    sponsor_statements,
    statement_decisions,
    surplus,
    transfer_differences,
    voids,
)
from contributions.dues import Due
from contributions.elsewhere_refusals import UnableToRecordElsewhere
from markets import months
from markets.models import User
from members.asked import UnableToChange
from members.deaths import UnableToDecideDeath, UnableToReportDeath
from members.models import Member, PayerKind
from tests import factories
from tests.contributions.money import make_cast
from tests.contributions.qris_samples import make_qris_code
from tests.factories import NOON

REFUSALS = (
    payments.UnableToRecordPayment,
    collection_sheets.UnableToUseSheet,
    voids.UnableToVoid,
    handovers.UnableToHandOver,
    remittances.UnableToRemit,
    remittance_transfers.UnableToRecordTransfer,
    transfer_differences.UnableToExplain,
    answers.UnableToAnswer,
    repayments.UnableToRepay,
    replenishments.UnableToReplenish,
    refund_release.UnableToRelease,
    deposits.UnableToDeposit,
    losses.UnableToBear,
    held_dues.UnableToHold,
    qris_charges.UnableToCharge,
    qris_confirmations.UnableToConfirm,
    settlements.UnableToSettle,
    sponsor_money.UnableToBookMoney,
    sponsor_programmes.UnableToSponsor,
    sponsor_statements.UnableToBillSponsor,
    statement_decisions.UnableToDecide,
    surplus.UnableToDecide,
    UnableToChange,
    UnableToRecordElsewhere,
    UnableToReportDeath,
    UnableToDecideDeath,
)


class NothingToDo(Exception):
    """There is nothing the act could be done with."""


def pick(rows: QuerySet[Any] | list[Any], number: int = 0) -> Any:
    """That row, counted round and round. Raises NothingToDo where there is none."""
    found = rows if isinstance(rows, list) else list(rows)
    if not found:
        raise NothingToDo
    return found[number % len(found)]


class Actors:
    """Two collectors, two treasurers and six members, from noon of 10 November 2026 on."""

    def __init__(self) -> None:
        self.cast = make_cast()
        self.partner = self.cast.partner
        self.collectors = [self.cast.collector, factories.make_collector(market=self.cast.market)]
        another = factories.make_treasurer(partner=self.partner)
        self.treasurers = [self.cast.treasurer, another]
        self.members = [self.cast.member() for _ in range(6)]
        self.reviewer = factories.make_reviewer(branch=self.partner.branch)
        self.second_reviewer = factories.make_reviewer(branch=self.partner.branch)
        self.provider = make_qris_code(market=self.cast.market).account
        self.bank = self.provider.settles_into
        self.now = NOON
        self.acted = 0
        self.done: dict[str, int] = {}

    @contextmanager
    def trying(self, name: str) -> Iterator[None]:
        """An act, half an hour after the last one; counted where it was not refused."""
        self.now += dt.timedelta(minutes=30)
        self.acted += 1
        try:
            yield
        except NothingToDo:
            pass
        except REFUSALS as refusal:
            assert str(refusal)
        else:
            self.done[name] = self.done.get(name, 0) + 1

    @property
    def today(self) -> dt.date:
        return months.law_day(self.now)

    def other(self, user: User) -> User:
        return next(treasurer for treasurer in self.treasurers if treasurer != user)

    def refreshed(self, member: int) -> Member:
        row: Member = pick(self.members, member)
        row.refresh_from_db()
        return row

    def everybody(self) -> list[Member]:
        """All members as they are now, in the order in which they came."""
        rows = Member.objects.select_related("market__partner").in_bulk(
            [member.pk for member in self.members]
        )
        self.members = [rows[member.pk] for member in self.members]
        return self.members

    def alive(self) -> list[int]:
        """The numbers of those of whom no death is reported."""
        gone = (Member.Status.DECEASED, Member.Status.APPLYING)
        people = enumerate(self.everybody())
        return [number for number, member in people if member.status not in gone]

    def owing(self) -> dict[int, list[Due]]:
        """By number, what each can pay for herself now; who can pay nothing is missing."""
        payable = dues.payable_of(members=self.everybody(), on=self.today)
        found = {
            number: payable[member.pk].paid_by(PayerKind.SELF)
            for number, member in enumerate(self.members)
        }
        return {number: months for number, months in found.items() if months}

    def payer(self, number: int) -> tuple[Member, list[Due]]:
        """The first from that number on who can pay for herself, with what; else one who joins."""
        for step in range(len(self.members)):
            member = self.refreshed(number + step)
            payable = dues.payable(member=member, on=self.today).paid_by(PayerKind.SELF)
            if payable:
                return member, payable
        return self.payer(self.joins())

    def joins(self) -> int:
        """A new member pays for herself from this month on; answers her number."""
        member = factories.make_member(market=self.cast.market)
        factories.make_term(member=member, first_month=months.first_of(self.today))
        self.members.append(member)
        return len(self.members) - 1
