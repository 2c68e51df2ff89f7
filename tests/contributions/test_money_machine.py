"""People do anything with money in any order: after every act, all that must hold does.

`MONEY_MACHINE_EXAMPLES=1000 uv run pytest -m by_hand tests/contributions/test_money_machine.py -n0`
goes on for longer, each time with other orders. What breaks is printed as the acts that led there;
with `MONEY_MACHINE_SHRINK=1` as few of them as will do, which takes minutes.
"""

import datetime as dt
import os
import sys

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from contributions import elsewhere_waiting, voids
from contributions.models import Contribution, Void
from tests.contributions.money_machine import EVERY_KIND, MoneyMachine

pytestmark = pytest.mark.django_db

SHRINK = [Phase.shrink] if os.environ.get("MONEY_MACHINE_SHRINK") else []
QUIET = settings(
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, *SHRINK],
    print_blob=True,
)
SHORT = settings(QUIET, derandomize=True, max_examples=6, stateful_step_count=20)
LONG = settings(
    QUIET,
    max_examples=int(os.environ.get("MONEY_MACHINE_EXAMPLES", "100")),
    stateful_step_count=60,
)
# The acts of a year or so, each possible after those before it.
WALK = [
    ("a_busy_morning", {"members": {0, 1}, "handed_over": False}),
    ("pay_by_transfer", {"member": 2, "count": 1, "by": 0, "credit": 0}),
    ("pay_together", {"people": 2, "by": 1, "beyond_idr": 0, "from_line": True}),
    ("refuse_handover", {"by": 0}),
    ("hand_over_all", {"by": 0, "beyond_idr": 0}),
    ("deposit", {"by": 0, "share": 50}),
    ("settle_surplus", {"finding": "kept", "by": 1, "granted": True}),
    ("bear_shortage", {"by": 0, "granted": True}),
    ("replace_loss", {"by": 1}),
    *(("decide_void", {"void": 0, "how": how}) for how in ("refuse", "withdraw", "grant")),
    ("credit_pays_by_itself", {"member": 3}),
    *(("end_remittance", {"by": 0, "posted": posted}) for posted in (False, True)),
    ("reverse_transfer", {"by": 0}),
    ("bpjs_rejects_what_was_not_sent", {"line": 0, "by": 0}),
    ("bpjs_rejects", {"line": 0, "reason": "nik_unknown", "by": 0}),
    ("settle_rejection", {"by": 0}),
    ("bpjs_accepts", {"by": 0, "all_of_them": True}),
    *(("go_on_with_repayment", {"how": how, "by": 0}) for how in ("refuse", "cancel", "pay")),
    ("cancel_qris", {"charge": 0}),
    ("qris_comes", {"charge": 0}),
    ("provider_pays_out", {"fee_idr": 100}),
    *(
        ("make_up_for_fees", {"by": 0, "how": how})
        for how in ("refuse", "confirm", "reverse", "line")
    ),
    ("undo_cost", {"by": 1}),
    *(("decide_enrolment", {"number": 0, "how": how}) for how in ("withdraw", "reject", "approve")),
    ("sweep_first_dues", {"how": "approve"}),
    *(
        ("end_record", {"record": 4, "how": how, "all_of_it": True})
        for how in ("withdraw", "deny", "confirm")
    ),
    ("record_elsewhere", {"member": 5, "count": 2, "by": 1, "paid_here": False}),
    ("later_months", {"member": 5, "days": 62, "count": 1}),
    ("end_record", {"record": 0, "how": "confirm", "all_of_it": True}),
    ("die", {"member": 1, "days_ago": 20}),
    ("confirm_death", {"death": 0}),
    ("reverse_death", {"death": 0}),
    ("cancel_statement", {"statement": 0}),
    ("bill_sponsor", {"sponsor": 0}),
    ("sponsor_pays", {"sponsor": 0, "amount_idr": 33_600}),
]


def test_whatever_people_do_with_money_all_that_must_hold_does():
    run_state_machine_as_test(MoneyMachine, settings=SHORT)


def test_every_kind_of_act_is_carried_out_and_all_that_must_hold_does():
    machine = MoneyMachine()
    try:
        for name, numbers in WALK:
            machine.do(name, numbers)
            machine.all_holds()
        assert set(machine.acts.done) == EVERY_KIND
    finally:
        machine.teardown()


def test_money_that_a_void_does_not_move_back_is_found(monkeypatch):
    monkeypatch.setattr(voids, "_move_back", lambda *_: None)
    machine = MoneyMachine()
    try:
        machine.a_busy_morning({0}, handed_over=False)
        machine.all_holds()
        machine.undo(0, Void.Reason.WRONG_MEMBER, "grant")
        with pytest.raises(AssertionError, match="void"):
            machine.all_holds()
    finally:
        machine.teardown()


def test_a_month_that_is_written_off_while_bpjs_says_nothing_is_found():
    machine = MoneyMachine()
    try:
        machine.record_elsewhere(0, 1, 0, paid_here=False)
        machine.all_holds()
        waiting = Contribution.objects.filter(elsewhere_waiting.waits())
        later = machine.acts.now + dt.timedelta(hours=1)
        waiting.update(status="written_off", status_reason="lapsed", status_at=later)
        with pytest.raises(AssertionError, match="written off while it waits"):
            machine.all_holds()
    finally:
        machine.teardown()


@pytest.mark.by_hand
def test_whatever_people_do_for_long_all_that_must_hold_does():
    MoneyMachine.done.clear()
    run_state_machine_as_test(MoneyMachine, settings=LONG)
    for kind, count in MoneyMachine.done.most_common():
        sys.stdout.write(f"{count:6} {kind}\n")
    if LONG.max_examples >= 100:  # fewer may miss a rare one
        assert EVERY_KIND - set(MoneyMachine.done) == set(), "every kind of act was carried out"
