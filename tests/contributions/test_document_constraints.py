"""What the database refuses about voids, hand-overs and remittances: a test each."""

import pytest

from contributions import handovers, remittances, voids
from contributions.models import LineShare
from tests import factories
from tests.contributions.straight import insert, refused_by, update
from tests.factories import NOON

pytestmark = pytest.mark.django_db


# ---- voids ----


def test_payment_is_voided_once(cast):
    void = cast.void(cast.pay(cast.member()))
    with refused_by("payment_is_voided_once"):
        insert(void)
    voids.grant(void=void, by=cast.treasurer, at=NOON)
    with refused_by("payment_is_voided_once"):
        insert(void, status="asked", decided_by=None, decided_at=None)


def test_void_is_decided_by_another_person(cast):
    void = cast.void(cast.pay(cast.member()))
    with refused_by("void_is_decided_by_another_person"):
        update(void, status="granted", decided_by=void.asked_by, decided_at=NOON)


def test_decided_void_names_who_and_when(cast):
    void = cast.void(cast.pay(cast.member()))
    for changes in ({}, {"decided_by": cast.treasurer}, {"decided_at": NOON}):
        with refused_by("decided_void_names_who_and_when"):
            update(void, status="refused", **changes)
    with refused_by("decided_void_names_who_and_when"):
        update(void, decided_by=cast.treasurer, decided_at=NOON)


def test_a_withdrawn_void_names_when_but_no_decider(cast):
    void = cast.void(cast.pay(cast.member()))
    for changes in ({}, {"decided_by": cast.treasurer, "decided_at": NOON}):
        with refused_by("decided_void_names_who_and_when"):
            update(void, status="withdrawn", **changes)
    update(void, status="withdrawn", decided_at=NOON)


def test_other_reason_is_explained(cast):
    void = cast.void(cast.pay(cast.member()))
    with refused_by("other_reason_is_explained"):
        insert(void, status="asked", reason="other", explanation="")


def test_decided_voids_stay(cast):
    void = cast.void(cast.pay(cast.member()))
    voids.refuse(void=void, by=cast.treasurer, at=NOON)
    with refused_by("decided_voids_stay"):
        update(void, decision_note="Lain")


def test_void_status_moves_as_listed(cast):
    void = cast.void(cast.pay(cast.member()))
    voids.refuse(void=void, by=cast.treasurer, at=NOON)
    with refused_by("status_moves_as_listed|decided_voids_stay"):
        update(void, status="granted")


# ---- hand-overs ----


@pytest.fixture
def handover(cast):
    cast.pay(cast.member())
    return handovers.ask(by=cast.collector, at=NOON)


ACCEPTED = {"status": "accepted", "decided_at": NOON, "counted_idr": 8_400}


def test_collector_has_one_waiting_handover(handover):
    with refused_by("collector_has_one_waiting_handover"):
        insert(handover)


def test_handover_is_accepted_by_another_person(handover):
    with refused_by("handover_is_accepted_by_another_person"):
        update(handover, decided_by=handover.collector, **ACCEPTED)


@pytest.mark.parametrize("missing", ["decided_by", "decided_at", "counted_idr"])
def test_decided_handover_names_who_and_when(cast, handover, missing):
    with refused_by("decided_handover_names_who_and_when"):
        update(handover, **({"decided_by": cast.treasurer} | ACCEPTED | {missing: None}))


def test_difference_has_a_reason(cast, handover):
    with refused_by("difference_has_a_reason"):
        update(handover, decided_by=cast.treasurer, **(ACCEPTED | {"counted_idr": 8_000}))


def test_decided_handovers_stay(cast, handover):
    handovers.accept(handover=handover, counted_idr=8_400, by=cast.treasurer, at=NOON)
    with refused_by("decided_handovers_stay"):
        update(handover, counted_idr=8_000, difference_reason="Lain")


def test_handover_status_moves_as_listed(cast, handover):
    handovers.refuse(handover=handover, reason="Kurang", by=cast.treasurer, at=NOON)
    with refused_by("status_moves_as_listed|decided_handovers_stay"):
        update(handover, status="asked", decided_by=None, decided_at=None)


def test_payment_is_handed_over_once(handover):
    with refused_by("payment_is_handed_over_once"):
        insert(handover.lines.get())
    insert(handover.lines.get(), live=False)


def test_handover_line_is_positive(cast, handover):
    with refused_by("handover_line_is_positive"):
        insert(handover.lines.get(), payment=cast.pay(cast.member()), amount_idr=0)


# ---- remittances ----


@pytest.fixture
def remittance(cast):
    cast.pay(cast.member())
    cast.hand_over()
    return remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)


def test_remittance_is_positive(remittance):
    for changes in ({"amount_idr": 0}, {"months": 0}):
        with refused_by("remittance_is_positive"):
            insert(remittance, **changes)


@pytest.mark.parametrize(
    "missing", [{"payment_code": ""}, {"posted_by": None}, {"posted_at": None}]
)
def test_posted_remittance_names_code_who_and_when(cast, remittance, missing):
    posted = {
        "status": "posted",
        "payment_code": "B-1",
        "posted_by": cast.treasurer,
        "posted_at": NOON,
    }
    with refused_by("posted_remittance_names_code_who_and_when"):
        update(remittance, **(posted | missing))


def test_payment_code_is_used_once(remittance):
    update(remittance, payment_code="B-1")
    with refused_by("payment_code_is_used_once"):
        insert(remittance, payment_code="B-1")


def test_finished_remittances_stay(cast, remittance):
    remittances.post(remittance=remittance, payment_code="B-1", by=cast.treasurer, at=NOON)
    for changes in ({"payment_code": "B-2"}, {"status": "final"}, {"status": "cancelled"}):
        with refused_by("finished_remittances_stay|status_moves_as_listed"):
            update(remittance, **changes)


def test_payment_line_is_remitted_once(remittance):
    with refused_by("payment_line_is_remitted_once"):
        insert(remittance.lines.get())
    insert(remittance.lines.get(), live=False)


def test_remittance_line_is_positive(remittance):
    with refused_by("remittance_line_is_positive"):
        insert(remittance.lines.get(), live=False, amount_idr=0)


def shared_line(cast):
    """A month of Rp8.400 that two treasurers pay together."""
    other = factories.make_treasurer(partner=cast.partner)
    cast.pay(cast.member())
    cast.hand_over(counted_idr=5_000)
    rest = handovers.ask(by=cast.collector, at=NOON)
    handovers.accept(handover=rest, counted_idr=rest.expected_idr, by=other, at=NOON)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    return LineShare.objects.get()


def test_place_shares_in_a_line_once(cast):
    with refused_by("place_shares_in_a_line_once"):
        insert(shared_line(cast))


def test_line_share_is_positive(cast):
    share = shared_line(cast)
    with refused_by("line_share_is_positive"):
        insert(share, held_id=share.line.remittance.made_by_id, amount_idr=0)
