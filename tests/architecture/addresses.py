"""Rows of everything, to fill in the addresses of the site with."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.urls import reverse

from collectors import reminders, visits
from contributions import remittances
from contributions.models import (
    BillingDoubt,
    BillingRun,
    Claim,
    HeldDues,
    Payment,
    Remittance,
    Void,
)
from markets.models import Block, Role, User
from members import cards, formal_figures, review
from members.earlier_memberships import Earlier
from members.models import (
    Card,
    Death,
    Departure,
    Document,
    EarlierMembership,
    Enrolment,
    EnrolmentDraft,
    FormalFigure,
    Member,
    NikCorrection,
    PartnerChange,
    TermChange,
)
from tests import asked, factories, photos
from tests.architecture import sheets
from tests.architecture.cash_rows import CASH_ARGUMENTS, CashRows
from tests.architecture.drive_rows import DRIVE_ARGUMENTS, DriveRows
from tests.architecture.member_addresses import MEMBER_ARGUMENTS
from tests.architecture.repayment_rows import REPAYMENT_ARGUMENTS, RepaymentRows
from tests.architecture.sponsor_rows import SPONSOR_ARGUMENTS, SponsorRows
from tests.architecture.spot_rows import SPOT_ARGUMENTS, SpotRows
from tests.architecture.statement_rows import STATEMENT_ARGUMENTS, StatementRows
from tests.architecture.urlconf import Address
from tests.contributions import billed, deposits
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.money import Cast, make_cast
from tests.factories import NOON
from tests.members.lists import make_saved_list
from tests.members.relatives import make_family
from tests.members.wanted_twice import make_parties


class Side(sheets.Sheets, DriveRows, CashRows, StatementRows, RepaymentRows, SponsorRows, SpotRows):
    """A branch with a partner, its market, its people, and one row of everything."""

    def __init__(self, mark: str = "Penanda") -> None:
        """`mark` stands in the names of its places and people, so that pages can be searched."""
        self.mark = mark
        self.cast: Cast = make_cast(name=f"Perumda {mark}")
        partner, market = self.cast.partner, self.cast.market
        self.users: dict[str, User] = {
            Role.COLLECTOR: self.cast.collector,
            "second_collector": factories.make_collector(market=market),
            Role.TREASURER: self.cast.treasurer,
            Role.REVIEWER: factories.make_reviewer(branch=partner.branch),
            Role.AUDITOR: factories.make_auditor(partner=partner),
            "branch_auditor": factories.make_auditor(branch=partner.branch),
            Role.ADMIN: factories.make_admin(),
        }
        for row in (market, *self.users.values()):
            row.name = f"{row.name} {mark}"
            row.save()

    def url(self, address: Address) -> str:
        """The address, filled in with rows of this side."""
        return reverse(address.name, args=ARGUMENTS[address.name](self))

    def everything(self) -> list[Any]:
        """One row of each kind, so that every list has something to show."""
        people = [self.member, self.owing, self.without_collector, self.moved_member, self.death]
        money = [self.payment, self.void, self.loss, self.handover, self.surplus, self.repayment]
        money += [self.remittance, self.answer_list, self.collection_sheet, self.elsewhere]
        branch = [self.claim, self.enrolment, self.returned, self.approved, self.imported_person]
        written = [self.draft, self.drive, self.waiting, self.number_list, self.worker_export]
        written += [self.formal, self.qris_code, self.sponsor_statement, self.partner_change]
        written += [self.qris_charge, self.statement_line, self.spot_person, self.spot_case]
        requests = [self.participant, self.term_change, self.nik_correction, self.departure]
        cash = [self.doubt, self.billing_run, self.held, self.replenishment, self.offline_payment]
        return [*people, *money, *branch, *written, *cash, *requests]

    def _member(self, **fields: Any) -> Member:
        return self.cast.member(name=f"Siti {self.mark}", **fields)

    @cached_property
    def block(self) -> Block:
        return factories.make_block(market=self.cast.market, name=f"Blok {self.mark}")

    @cached_property
    def member(self) -> Member:
        member = self._member(block=self.block)
        make_family(member=member, name=f"Dewi {self.mark}", by=self.cast.collector)
        return member

    @cached_property
    def owing(self) -> Member:
        """She owes this month."""
        member = self._member(block=self.block)
        factories.make_contribution(member=member)
        return member

    @cached_property
    def without_collector(self) -> Member:
        """She owes, at a market to which nobody goes."""
        market = factories.make_market(partner=self.cast.partner, name=f"Pasar {self.mark}")
        member = factories.make_member(market=market, name=f"Siti {self.mark}")
        factories.make_term(member=member, first_month=factories.NOVEMBER)
        factories.make_contribution(member=member)
        reminders.refresh(at=NOON)
        return member

    @cached_property
    def billing_run(self) -> BillingRun:
        return billed.make_billing_run(market=self.cast.market)

    @cached_property
    def doubt(self) -> BillingDoubt:
        return billed.make_doubt(member=self._member(), owner=self.users[Role.REVIEWER])

    @cached_property
    def payment(self) -> Payment:
        return self.cast.pay(self.member)

    @cached_property
    def void(self) -> Void:
        return self.cast.void(self.cast.pay(self._member()))

    @cached_property
    def remittance(self) -> Remittance:
        method = {"by": self.cast.treasurer, "method": Payment.Method.TRANSFER, "reference": "1"}
        self.cast.pay(self._member(), **method)
        return remittances.finalise(partner=self.cast.partner, by=self.cast.treasurer, at=NOON)

    @cached_property
    def death(self) -> Death:
        """Reported, and waiting for the branch."""
        return reported(self._member(), by=self.cast.collector)

    @cached_property
    def claim(self) -> Claim:
        """Of one who had paid ahead: something goes back to the family."""
        member = self._member()
        self.cast.pay(member, count=2)
        death = reported(member, by=self.users["second_collector"])
        return confirmed(death, by=self.users[Role.REVIEWER])

    @cached_property
    def card(self) -> Card:
        return cards.make(member=self.member, by=self.cast.collector, at=NOON)

    @cached_property
    def moved_member(self) -> Member:
        member = self._member()
        by = self.cast.collector
        visits.record(id=factories.new_id(), member=member, outcome="moved", by=by, at=NOON)
        return member

    @cached_property
    def term_change(self) -> TermChange:
        return asked.make_term_change(member=self._member(), by=self.cast.collector)

    @cached_property
    def nik_correction(self) -> NikCorrection:
        return asked.make_nik_correction(member=self._member(), by=self.cast.collector)

    @cached_property
    def departure(self) -> Departure:
        return asked.make_departure(member=self._member(), by=self.cast.collector)

    def _application(self, **fields: Any) -> Enrolment:
        name, market = f"Siti {self.mark}", self.cast.market
        return factories.make_enrolment(by=self.cast.collector, market=market, name=name, **fields)

    @cached_property
    def enrolment(self) -> Enrolment:
        return self._application(drive=self.drive)

    @cached_property
    def returned(self) -> Enrolment:
        enrolment = self._application()
        reviewer = self.users[Role.REVIEWER]
        return review.return_(enrolment=enrolment, reason="Foto", by=reviewer, at=NOON)

    @cached_property
    def approved(self) -> Enrolment:
        reviewer = self.users[Role.REVIEWER]
        return review.approve(enrolment=self._application(), by=reviewer, at=NOON)

    @cached_property
    def held(self) -> HeldDues:
        return deposits.held(self.cast, enrolment=self._application())

    @cached_property
    def partner_change(self) -> PartnerChange:
        """A member whom another partner wants, too; the branch has asked both."""
        return make_parties(member=self._member()).proposed()

    @cached_property
    def participant(self) -> EarlierMembership:
        """Approved with an earlier membership that nobody has confirmed."""
        told = Earlier(member_since=factories.NOVEMBER, last_month_paid=factories.NOVEMBER)
        name, market = f"Siti {self.mark}", self.cast.market
        sent = factories.make_enrolment(
            by=self.cast.collector, market=market, name=name, earlier=told
        )
        review.approve(enrolment=sent, by=self.users[Role.REVIEWER], at=NOON)
        return EarlierMembership.objects.get(enrolment=sent)

    @cached_property
    def document(self) -> Document:
        """A photo that was sent, with an enrolment that is to be mended."""
        people = {"by": self.cast.collector, "reviewer": self.users[Role.REVIEWER]}
        return photos.make_sent_document(market=self.cast.market, **people)

    @cached_property
    def formal(self) -> FormalFigure:
        by, day = self.users[Role.REVIEWER], factories.TODAY
        return formal_figures.record(people=9, on=day, source=self.mark, by=by, at=NOON)

    @cached_property
    def draft(self) -> EnrolmentDraft:
        return factories.make_draft(by=self.users[Role.COLLECTOR], name=f"Siti {self.mark}")


# What fills in the addresses that have arguments; an address missing here fails the test.
ARGUMENTS: dict[str, Callable[[Side], list[Any]]] = {
    **sheets.ARGUMENTS,
    **DRIVE_ARGUMENTS,
    **CASH_ARGUMENTS,
    **REPAYMENT_ARGUMENTS,
    **STATEMENT_ARGUMENTS,
    **SPONSOR_ARGUMENTS,
    **SPOT_ARGUMENTS,
    "card": lambda side: [side.card.token],
    "card_receipt": lambda side: [side.card.token, side.payment.pk],
    **MEMBER_ARGUMENTS,
    "member_card_print": lambda side: [side.card.member_id],
    "member_card_pdf": lambda side: [side.card.member_id],
    "death": lambda side: [side.death.pk],
    "reverse_death": lambda side: [side.death.pk],
    "ask_death_reversal": lambda side: [side.claim.death_id],
    "decide_death_reversal": lambda side: [side.claim.death_id],
    "claim": lambda side: [side.claim.pk],
    "claim_document": lambda side: [side.claim.pk],
    "claim_sheet": lambda side: [side.claim.pk],
    "partner_change": lambda side: [side.partner_change.pk],
    "book_member_transfer": lambda side: [side.member.pk],
    "take_first_dues": lambda side: [side.returned.pk],
    "first_dues": lambda side: [side.held.pk],
    "settle_membership": lambda side: [side.participant.pk],
    "issue_password_code": lambda side: [factories.make_treasurer(partner=side.cast.partner).pk],
    "continue_enrolment": lambda side: [side.draft.pk],
    "throw_away_draft": lambda side: [side.draft.pk],
    "mend_enrolment": lambda side: [side.returned.pk],
    "withdraw_enrolment": lambda side: [side.returned.pk],
    "document": lambda side: [side.document.pk],
    "document_small": lambda side: [side.document.pk],
    "review_case": lambda side: [side.enrolment.pk],
    "reveal_nik": lambda side: [side.enrolment.pk],
    "review_import": lambda side: [make_saved_list(market=side.cast.market).pk],
    "leave_case": lambda side: [side.enrolment.pk],
    "hold_case": lambda side: [side.enrolment.pk],
    "remittance": lambda side: [side.remittance.pk],
    "decide_remittance": lambda side: [side.remittance.pk],
    "remittance_list": lambda side: [side.remittance.pk],
    "remittance_export": lambda side: [side.remittance.pk],
    "void": lambda side: [side.void.pk],
    "withdraw_void": lambda side: [side.void.pk],
    "ask_void_of_partner": lambda side: [side.payment.pk],
    "end_assignment": lambda side: [side.cast.collector.assignments.get().pk],
    "settle_moved": lambda side: [side.moved_member.pk],
    **dict.fromkeys(("receipt", "receipt_print", "receipt_pdf"), lambda side: [side.payment.token]),
    "given_receipt": lambda side: [side.payment.pk],
    "departure": lambda side: [side.departure.pk],
    "nik_correction": lambda side: [side.nik_correction.pk],
    "reveal_corrected_nik": lambda side: [side.nik_correction.pk],
    "confirm_nik_correction": lambda side: [side.nik_correction.pk],
    "term_change": lambda side: [side.term_change.pk],
    "withdraw_change": lambda side: ["iuran", side.term_change.pk],
    "ask_void": lambda side: [side.payment.pk],
    "book_transfer": lambda side: ["apbd", "2026-11"],
}
