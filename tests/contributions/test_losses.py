"""A shortage that the partner bears: two persons, and its own money before members' months go."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from contributions import (
    cash,
    cash_counts,
    cash_held,
    handovers,
    ledger,
    losses,
    remittances,
)
from contributions.cash_differences import cash_differences
from contributions.daily_close import daily_close
from contributions.losses import UnableToBear
from contributions.models import Handover, LedgerEntry, Loss, Place
from contributions.treasury import treasury
from markets.models import Partner
from tests import factories
from tests.contributions.borne import SHORT_IDR, asked, granted, left_short
from tests.contributions.money import by_type, make_cast, no_differences
from tests.contributions.straight import refused_by
from tests.factories import NOON, TODAY

LATER = NOON + dt.timedelta(days=3)


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def short(cast):
    """The collector of the cast brought Rp400 too little."""
    cast.pay(cast.member())
    return cast.hand_over(counted_idr=8_400 - SHORT_IDR)


def refused(code, job, *args, **fields):
    before = (Loss.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(UnableToBear) as refusal:
        job(*args, **fields)
    assert refusal.value.code == code
    assert (Loss.objects.count(), LedgerEntry.objects.count()) == before


def lost(cast):
    return ledger.balance(Place.LOSS, cast.partner.pk)


def test_the_collector_owes_it_no_longer_and_the_partner_does(cast, short, deputy):
    granted(cast, deputy, short)
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 0
    assert lost(cast) == SHORT_IDR
    assert cash.in_hand(user=cast.collector).shortage_idr == 0
    assert (
        treasury(partner=cast.partner.pk, user=cast.treasurer, at=NOON).to_replace_idr == SHORT_IDR
    )
    no_differences()


def test_the_members_month_waits_until_the_partner_has_put_its_own_money_there(cast, short, deputy):
    loss = granted(cast, deputy, short)
    preview = remittances.preview(partner=cast.partner)
    assert (preview.months, [part.waits_for for part in preview.waiting]) == (0, ["shortage"])
    losses.replace(loss=loss, proof="BKK 12", by=cast.treasurer, at=LATER)
    assert remittances.preview(partner=cast.partner).months == 1
    assert lost(cast) == 0
    cast.remit(at=LATER)
    assert ledger.balance(Place.TREASURER, cast.treasurer.pk) == 0
    no_differences()


def test_what_a_treasurer_without_any_hand_over_got_from_the_partner_pays_too(cast, short, deputy):
    losses.replace(loss=granted(cast, deputy, short), proof="BKK 12", by=deputy, at=LATER)
    assert remittances.preview(partner=cast.partner).months == 1
    cast.remit(at=LATER)
    assert ledger.balance(Place.TREASURER, deputy.pk) == 0
    no_differences()


def test_a_shortage_that_is_borne_ages_no_longer_but_a_new_one_does(cast, short, deputy):
    granted(cast, deputy, short)
    assert cash_held.cash_held(user=cast.collector, at=LATER).age is None
    cast.pay(cast.member(), at=LATER)
    cast.hand_over(counted_idr=8_000, at=LATER)
    assert cash.in_hand(user=cast.collector).oldest_at == LATER
    [row] = cash_differences(partners=Partner.objects.all(), at=LATER).shortages
    assert (row.amount_idr, row.first, row.asked) == (400, row.last, False)
    held = cash_held.cash_held(user=cast.collector, at=LATER)
    assert held.age == dt.timedelta()


def test_the_day_shows_what_was_borne_and_still_adds_up(cast, short, deputy):
    granted(cast, deputy, short)
    flow = daily_close(partner=cast.partner, day=TODAY).collectors_flow
    assert (flow.written_off_idr, flow.back_idr, flow.closing_idr) == (SHORT_IDR, 0, 0)


def test_who_asked_or_was_short_does_not_decide_nor_does_a_stranger(cast, short, deputy):
    loss = asked(cast, short)
    grant = {"loss": loss, "at": NOON}
    refused("own_request", losses.grant, by=cast.treasurer, **grant)
    refused("not_yours", losses.grant, by=make_cast().treasurer, **grant)
    refused("not_yours", losses.grant, by=cast.collector, **grant)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    refused("not_yours", losses.grant, by=reviewer, **grant)
    losses.grant(by=deputy, **grant)
    refused("decided", losses.grant, by=deputy, **grant)
    refused("decided", losses.refuse, by=deputy, **grant)


def test_where_the_partner_has_one_treasurer_the_branch_decides(cast, short):
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    assert granted(cast, reviewer, short).decided_by == reviewer


def test_it_is_asked_with_a_reason_by_a_treasurer_and_once(cast, short):
    refused("needs_reason", asked, cast, short, reason=" ")
    refused("not_yours", asked, cast, short, by=cast.collector)
    refused("not_yours", asked, cast, short, by=make_cast().treasurer)
    asked(cast, short)
    with transaction.atomic():
        refused("waiting", asked, cast, short)


def test_what_the_database_refuses_for_another_reason_is_not_said_to_be_asked(
    cast, short, monkeypatch
):
    monkeypatch.setattr(losses, "_locked_shortage", lambda handover: SHORT_IDR + 1)
    with refused_by("loss_is_the_shortage_of_its_handover"):
        asked(cast, short)


def test_refused_it_stays_with_the_collector_and_can_be_asked_again(cast, short, deputy):
    losses.refuse(loss=asked(cast, short), by=deputy, at=NOON)
    assert cash.in_hand(user=cast.collector).shortage_idr == SHORT_IDR
    assert asked(cast, short)


def test_what_was_brought_meanwhile_is_not_borne(cast, short, deputy):
    loss = asked(cast, short)
    waiting = handovers.ask(by=cast.collector, at=NOON)
    refused("waiting", losses.grant, loss=loss, by=deputy, at=NOON)
    handovers.accept(handover=waiting, counted_idr=SHORT_IDR, by=cast.treasurer, at=LATER)
    refused("no_shortage", losses.grant, loss=loss, by=deputy, at=NOON)
    losses.refuse(loss=loss, by=deputy, at=LATER)


def test_only_the_last_hand_over_tells_what_is_short_and_receipts_in_hand_are_not(
    cast, short, deputy
):
    cast.pay(cast.member())
    last = cast.hand_over(counted_idr=8_000, at=LATER)
    refused("no_shortage", asked, cast, short)
    cast.pay(cast.member(), at=LATER)
    loss = granted(cast, deputy, last)
    assert loss.amount_idr == 800
    assert ledger.balance(Place.COLLECTOR, cast.collector.pk) == 8_400
    no_differences()


def test_it_is_made_up_for_once_with_a_proof_by_a_treasurer(cast, short, deputy):
    loss = asked(cast, short)
    told = {"loss": loss, "by": cast.treasurer, "at": NOON}
    refused("not_granted", losses.replace, proof="BKK", **told)
    losses.grant(loss=loss, by=deputy, at=NOON)
    refused("needs_proof", losses.replace, proof=" ", **told)
    refused("not_yours", losses.replace, proof="BKK", loss=loss, by=cast.collector, at=NOON)
    losses.replace(proof="BKK", **told)
    refused("not_granted", losses.replace, proof="BKK", **told)


# ---- what the database refuses ----


def broken(constraint, **fields):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Loss.objects.create(**{"reason": "x", "amount_idr": 400, "asked_at": NOON, **fields})


def test_losses_are_as_they_must_be(cast, short, deputy):
    row = {"handover": short, "partner": cast.partner, "asked_by": cast.treasurer}
    broken("loss_is_positive", **row, amount_idr=0)
    broken("loss_says_why", **row, reason="")
    broken("loss_is_the_shortage_of_its_handover", **row, amount_idr=401)
    decided = {"status": "granted", "decided_at": NOON}
    broken("loss_is_decided_by_another_person", **row, **decided, decided_by=cast.treasurer)
    broken("decided_loss_names_who_and_when", **row, decided_by=deputy)
    broken("nobody_decides_about_an_own_shortage", **row, **decided, decided_by=cast.collector)
    replaced = {"status": "replaced", "decided_by": deputy, "decided_at": NOON}
    broken("replaced_loss_names_who_and_when", **row, **replaced, replaced_by=deputy)
    asked(cast, short)
    broken("shortage_is_borne_once", **row)


# ---- the money is brought while the partner takes it over ----


def grant_and_bring(at_once, meet):
    """Each has seen the shortage open before either writes, where nothing holds it back."""
    cast = make_cast()
    short = left_short(cast)
    deputy = factories.make_treasurer(partner=cast.partner)
    loss, brought = asked(cast, short), cash_counts.pieces_of(SHORT_IDR)
    meet((losses, "_move"), (cash_counts, "store"))
    outcomes = at_once(
        lambda: losses.grant(loss=loss, by=deputy, at=NOON),
        lambda: handovers.ask(by=short.collector, at=NOON, pieces=brought),
    )
    expected = [row.expected_idr for row in by_type(outcomes, Handover)]
    return len(by_type(outcomes, Loss)), sum(expected)


def test_what_is_brought_is_not_borne_as_well(scratch_database, at_once, meet):
    assert grant_and_bring(at_once, meet) in ((1, 0), (0, SHORT_IDR))


def test_without_locks_it_would_be_expected_and_borne(scratch_database, at_once, meet, no_locks):
    assert grant_and_bring(at_once, meet) == (1, SHORT_IDR)
