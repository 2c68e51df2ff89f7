"""Cash beyond the receipts: proposed by one, decided by another, given back or kept apart."""

import pytest
from django.db import IntegrityError, transaction

from contributions import books, ledger, remittances, surplus
from contributions.models import LedgerEntry, Place, SurplusDecision
from contributions.surplus import UnableToDecide
from markets.models import Role, User
from tests import factories
from tests.contributions import qris_samples, statement_steps
from tests.contributions.money import by_type, make_cast
from tests.factories import NOON, TODAY

Finding = SurplusDecision.Finding


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def over(cast):
    """A hand-over with Rp1.600 more than its receipt."""
    cast.pay(cast.member())
    return cast.hand_over(counted_idr=10_000)


def propose(cast, over, finding=Finding.COLLECTORS_OWN, amount_idr=1_600, **fields):
    fields = {"explanation": "Ditanyakan kepada kolektor", "by": cast.treasurer, **fields}
    return surplus.propose(handover=over, finding=finding, amount_idr=amount_idr, at=NOON, **fields)


def refused(code, job, *args, **fields):
    before = (SurplusDecision.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(UnableToDecide) as refusal:
        job(*args, **fields)
    assert refusal.value.code == code
    assert (SurplusDecision.objects.count(), LedgerEntry.objects.count()) == before


def holds(cast):
    return (
        ledger.balance(Place.TREASURER, cast.treasurer.pk),
        ledger.balance(Place.SURPLUS, cast.partner.pk),
    )


@pytest.mark.parametrize("finding", SurplusDecision.GIVEN_BACK)
def test_what_is_given_back_leaves_the_treasurers_cash(cast, over, deputy, finding):
    member = over.lines.get().payment.member
    decision = propose(cast, over, finding, member=member)
    assert holds(cast) == (10_000, -1_600)
    surplus.grant(decision=decision, by=deputy, at=NOON)
    assert holds(cast) == (8_400, 0)
    assert books.differences(on=TODAY) == []


def test_what_nobody_claims_stays_apart_and_is_never_remitted(cast, over, deputy):
    surplus.grant(decision=propose(cast, over, Finding.KEPT), by=deputy, at=NOON)
    assert holds(cast) == (10_000, -1_600)
    assert remittances.preview(partner=cast.partner).amount_idr == 8_400
    assert books.differences(on=TODAY) == []


def test_what_a_final_remittance_counts_on_is_not_given_back(cast, over, deputy):
    """The surplus itself was brought to the bank: what is left is reserved."""
    final = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    bank = qris_samples.make_qris_code(market=cast.market).account.settles_into
    statement_steps.deposit(cast, bank, amount_idr=1_600)
    decision = propose(cast, over)
    refused("no_cash", surplus.grant, decision=decision, by=deputy, at=NOON)
    remittances.cancel(remittance=final, by=cast.treasurer, at=NOON)
    surplus.grant(decision=decision, by=deputy, at=NOON)
    assert books.differences(on=TODAY) == []


def test_a_refused_proposal_leaves_the_surplus_open(cast, over, deputy):
    surplus.refuse(decision=propose(cast, over), by=deputy, at=NOON)
    assert propose(cast, over)


def test_a_surplus_is_settled_in_parts_and_never_beyond(cast, over):
    propose(cast, over, amount_idr=1_000)
    refused("too_much", propose, cast, over, amount_idr=700)
    refused("too_much", propose, cast, over, amount_idr=0)
    propose(cast, over, amount_idr=600)


def test_who_proposed_does_not_decide_nor_does_a_stranger(cast, over, deputy):
    decision = propose(cast, over)
    grant = {"decision": decision, "at": NOON}
    refused("own_request", surplus.grant, by=cast.treasurer, **grant)
    refused("not_yours", surplus.grant, by=make_cast().treasurer, **grant)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    refused("not_yours", surplus.grant, by=reviewer, **grant)
    surplus.grant(by=deputy, **grant)
    refused("decided", surplus.refuse, by=deputy, **grant)


def test_where_the_partner_has_one_treasurer_the_branch_decides(cast, over):
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    decision = surplus.grant(decision=propose(cast, over), by=reviewer, at=NOON)
    assert decision.status == "granted"


def test_a_collector_who_became_treasurer_since_leaves_it_to_the_branch(cast, over):
    decision = propose(cast, over)
    User.objects.filter(pk=over.collector_id).update(role=Role.TREASURER)
    brought = User.objects.get(pk=over.collector_id)
    refused("not_yours", surplus.grant, decision=decision, by=brought, at=NOON)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    assert surplus.grant(decision=decision, by=reviewer, at=NOON).status == "granted"


def test_a_finding_says_whose_and_why(cast, over):
    refused("needs_explanation", propose, cast, over, explanation=" ")
    refused("needs_member", propose, cast, over, Finding.MEMBERS)
    refused("not_yours", propose, cast, over, by=cast.collector)
    cast.pay(cast.member())
    refused("no_surplus", propose, cast, cast.hand_over())


def test_late_receipts_go_the_whole_way(cast, deputy):
    """Cash came first, its receipt later: the money goes back and is handed over with it."""
    over = cast.hand_over(counted_idr=8_400)
    late = cast.pay(cast.member())
    decision = propose(cast, over, Finding.LATE_RECEIPTS, amount_idr=8_400)
    surplus.grant(decision=decision, by=deputy, at=NOON)
    following = cast.hand_over()
    assert [line.payment for line in following.lines.all()] == [late]
    assert holds(cast) == (8_400, 0)
    assert books.differences(on=TODAY) == []


# ---- what the database refuses ----


def broken(constraint, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SurplusDecision.objects.create(
            **{
                "finding": Finding.KEPT,
                "amount_idr": 1,
                "explanation": "x",
                "asked_at": NOON,
                **fields,
            }
        )


def test_surplus_decisions_are_as_they_must_be(cast, over, deputy):
    row = {"handover": over, "partner": cast.partner, "asked_by": cast.treasurer}
    broken("surplus_decision_is_positive", **row, amount_idr=0)
    broken("surplus_decision_is_explained", **row, explanation="")
    broken("surplus_of_a_member_names_her", **row, finding=Finding.MEMBERS)
    broken("decisions_fit_the_surplus", **row, amount_idr=1_601)
    decided = {"status": "granted", "decided_at": NOON}
    broken("surplus_is_decided_by_another_person", **row, **decided, decided_by=cast.treasurer)
    broken("decided_surplus_names_who_and_when", **row, decided_by=deputy)


# ---- two proposals for one surplus at once ----


def two_proposals(at_once, meet):
    """Each has seen the whole surplus open before either writes, where nothing holds it back."""
    cast = make_cast()
    cast.pay(cast.member())
    over = cast.hand_over(counted_idr=10_000)
    meet((surplus, "_store"))
    return at_once(lambda: propose(cast, over), lambda: propose(cast, over))


def test_of_two_proposals_at_once_one_is_told_nothing_is_left(scratch_database, at_once, meet):
    outcomes = two_proposals(at_once, meet)
    assert len(by_type(outcomes, SurplusDecision)) == 1
    assert [refusal.code for refusal in by_type(outcomes, UnableToDecide)] == ["too_much"]


def test_without_lock_and_trigger_more_than_the_surplus_would_be_given(
    scratch_database, at_once, meet, no_locks
):
    table = "contributions_surplusdecision"
    scratch_database.execute_as_owner(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    assert len(by_type(two_proposals(at_once, meet), SurplusDecision)) == 2
