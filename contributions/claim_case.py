"""Everything about one claim: what was known when it was opened, what is known now, its steps."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from contributions import benefits, claims, elsewhere_list, owed_refunds
from contributions.benefits import Estimate
from contributions.models import Claim, ClaimMonth, ClaimStep, DocumentStep
from contributions.posted import Posted, membership_months, posted
from members import heirs
from members.models import Death


@dataclass(frozen=True)
class DocumentLine:
    """One document of the checklist and how it stands; `step` is empty where nothing was noted."""

    document: str
    label: str
    state: str
    step: DocumentStep | None

    @property
    def is_missing(self) -> bool:
        """Whether it has not come in."""
        return self.state == DocumentStep.State.MISSING

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return str(DocumentStep.State(self.state).label)


@dataclass(frozen=True)
class Case:
    """What the claim's page shows. `months` are frozen; `now` is what is known today."""

    claim: Claim
    months: list[ClaimMonth]
    now: Posted
    documents: list[DocumentLine]
    steps: list[ClaimStep]
    heirs: list[heirs.Step]
    refunds: list[Any]
    # What she is said to have paid elsewhere, and BPJS has not answered: it counts for nothing.
    elsewhere: list[elsewhere_list.Line]

    @property
    def months_of_membership(self) -> int:
        """Whole months from the first cover to the death, as known when the claim was opened."""
        return membership_months(self.claim.member_since, self.claim.death.died_on)

    @property
    def jkm(self) -> Estimate:
        """The estimate by what was known when the claim was opened."""
        return benefits.jkm(
            was_covered=self.claim.was_covered,
            months_of_membership=self.months_of_membership,
            months_in_a_row=self.claim.months_in_a_row,
        )

    @property
    def jkm_now(self) -> Estimate:
        """The estimate by what is known today."""
        return benefits.jkm(
            was_covered=self.now.was_covered,
            months_of_membership=self.now.months_of_membership,
            months_in_a_row=self.now.months_in_a_row,
        )

    @property
    def has_changed(self) -> bool:
        """Whether more, or less, is known now than when the claim was opened."""
        return self.jkm != self.jkm_now or len(self.now.paid_months) != self.claim.months_posted

    @property
    def jkk(self) -> Estimate | None:
        """The estimate for a work accident, where it may be one."""
        if self.claim.death.at_work == Death.AtWork.NO:
            return None
        return benefits.jkk_death(
            was_covered=self.now.was_covered, declared_income_idr=self.now.declared_income_idr
        )

    @property
    def missing(self) -> int:
        """How many documents have not come in."""
        return sum(line.is_missing for line in self.documents)

    @property
    def is_running(self) -> bool:
        """Whether documents may still come and go."""
        return self.claim.status in claims.RUNNING

    @property
    def goes_on_to(self) -> tuple[Claim.Status, ...]:
        """What the branch may note next."""
        return claims.GOES_ON_TO.get(Claim.Status(self.claim.status), ())

    @property
    def refund_idr(self) -> int:
        """What the partners owe the family."""
        return sum(max(row.due_idr, 0) for row in self.refunds)


def case(claim: Claim, *, on: dt.date) -> Case:
    """The claim as it stands on that day, in nine queries at most.

    Load member, market and death with it.
    """
    member, death = claim.member, claim.death
    last = {
        step.document: step
        for step in claim.document_steps.select_related("by").order_by("at", "pk")
    }
    return Case(
        claim=claim,
        months=list(claim.months.all()),
        now=posted(member=member, died_on=death.died_on, known_on=on),
        documents=[_document(document, last.get(document)) for document in claims.needed(death)],
        steps=list(claim.steps.select_related("by")),
        heirs=heirs.in_order(member.family.all()),
        refunds=list(owed_refunds.with_due().filter(death=death).select_related("partner")),
        elsewhere=elsewhere_list.waiting_of(member=member, on=on),
    )


def _document(document: str, step: DocumentStep | None) -> DocumentLine:
    return DocumentLine(
        document=document,
        label=str(DocumentStep.Document(document).label),
        state=step.state if step else DocumentStep.State.MISSING,
        step=step,
    )
