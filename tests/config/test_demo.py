"""`manage.py demo` as a newcomer runs it: the world, a whole cycle twice, and its end.

One world is made once and used by everything here, for making it is what takes time.
"""

import json
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import F
from django.utils import timezone

from collectors.models import Visit
from config.demo import logins
from contributions import books, cash, cover
from contributions.models import (
    BillingRun,
    Claim,
    Contribution,
    ElsewhereMonth,
    Handover,
    LineAnswer,
    Payment,
    Remittance,
    Void,
)
from markets import months
from markets.models import Role, User
from members.models import Death, Enrolment, Member

pytestmark = pytest.mark.long
MEMBERS = 100  # the fewest among whom somebody has died
SECONDS_TO_START, SECONDS_TO_END = 240.0, 20.0
KEYS = [
    "billed",
    "active",
    "skipped",
    "reminders",
    "payment",
    "remitted",
    "differences",
    "seconds",
]


def command(*options):
    return [sys.executable, "manage.py", "demo", "--members", str(MEMBERS), *options]


def run_once(environment):
    done = subprocess.run(
        command("--once"),
        check=False,
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def descendants(pid):
    """The processes below that one, however deep."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(words[1]), []).append(int(stat.parent.name))
    found, below = [], [pid]
    while below:
        children = parents.get(below.pop(), [])
        found += children
        below += children
    return found


def alive(pids):
    return [pid for pid in pids if Path(f"/proc/{pid}/stat").exists() and not is_zombie(pid)]


def is_zombie(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def start(environment, folder, name):
    """A demo as a shell starts it in the background, deaf to SIGINT; and what it prints."""
    output = folder / f"{name}.out"
    with output.open("w") as file:
        demo = subprocess.Popen(
            ["sh", "-c", 'trap "" INT; exec "$@"', "sh", *command("--port", "0")],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=file,
            stderr=file,
        )
    return demo, output


def address_of(demo, output):
    """Where its pages are, once it runs."""
    give_up = time.monotonic() + SECONDS_TO_START
    while "is running" not in output.read_text():
        assert demo.poll() is None and time.monotonic() < give_up, output.read_text()
        time.sleep(0.1)
    (address,) = [line.split()[1] for line in output.read_text().splitlines() if "Address" in line]
    return address


def wait_for_the_end_of(pids):
    give_up = time.monotonic() + SECONDS_TO_END
    while alive(pids):
        assert time.monotonic() < give_up, f"left behind: {alive(pids)}"
        time.sleep(0.1)


def test_a_newcomer_sees_the_whole_cycle_twice_and_stops_the_demo_without_orphans(
    scratch_database, tmp_path
):
    environment = {
        **scratch_database.environment(),
        "MITRA_PRIVATE_DIR": str(tmp_path / "private"),
    }
    first, second = run_once(environment), run_once(environment)
    check_the_figures(first, second)
    check_the_people()
    check_the_money()
    check_the_ends(environment, tmp_path, {signal.SIGTERM: 0})


def test_several_demos_share_a_world_and_leave_nothing_behind_however_they_end(
    scratch_database, tmp_path
):
    environment = {
        **scratch_database.environment(),
        "MITRA_PRIVATE_DIR": str(tmp_path / "private"),
    }
    ends = {signal.SIGINT: 0, signal.SIGTERM: 0, signal.SIGKILL: -signal.SIGKILL}
    check_the_ends(environment, tmp_path, ends)
    assert Member.objects.filter(status="active").count() > MEMBERS / 2


def check_the_ends(environment, folder, ends):
    """Demos at once on one database, each ended by another signal, with that exit code."""
    started = {number: start(environment, folder, number.name) for number in ends}
    try:
        for number, (demo, output) in started.items():
            check_the_end(demo, output, number, ends[number])
    finally:
        for demo, _output in started.values():
            demo.kill()


def check_the_end(demo, output, number, code):
    address = address_of(demo, output)
    processes = descendants(demo.pid)
    assert len(processes) >= 5, "worker and its pool, beat, web server and its workers"
    with urllib.request.urlopen(f"{address}masuk/", timeout=10) as answer:
        assert answer.status == 200
    demo.send_signal(number)
    assert demo.wait(timeout=SECONDS_TO_END) == code
    assert ("Stopped." in output.read_text()) == (number != signal.SIGKILL)
    wait_for_the_end_of(processes)


def check_the_figures(first, second):
    for figures in (first, second):
        assert list(figures) == KEYS
        assert figures["billed"] + sum(figures["skipped"].values()) == figures["active"]
        assert figures["differences"] == 0
        assert set(figures["payment"]) == {"id", "receipt", "months", "amount_idr"}
        assert set(figures["remitted"]) == {"months", "amount_idr"}
        assert figures["reminders"] > 0
        payment = Payment.objects.get(pk=figures["payment"]["id"])
        assert payment.receipt == figures["payment"]["receipt"]
        assert payment.amount_idr == figures["payment"]["amount_idr"]
        assert payment.lines.count() == figures["payment"]["months"]
        assert figures["remitted"]["months"] >= figures["payment"]["months"]
        posted = Remittance.objects.get(lines__payment_line=payment.lines.first())
        assert posted.status == Remittance.Status.POSTED
        assert posted.amount_idr == figures["remitted"]["amount_idr"]
        until = cover.of(Member.objects.select_related("cover").get(pk=payment.member_id))
        assert until.covered_until == until.paid_until
        assert cash.in_hand(user=payment.taken_by).amount_idr == 0
    assert first["payment"]["id"] != second["payment"]["id"]
    # The world leaves the current month unbilled, but for those who paid ahead.
    assert first["billed"] > 0.9 * first["active"]
    assert second["billed"] == 0
    month = months.first_of(months.law_day(timezone.now()))
    elsewhere = paid_elsewhere_as_bpjs_says(month)
    not_owed = {"not_owed": elsewhere} if elsewhere else {}
    assert second["skipped"] == {"already_billed": second["active"] - elsewhere, **not_owed}
    billed = Contribution.objects.filter(contribution_month=month, billing_run__isnull=False)
    assert billed.count() == first["billed"]
    assert BillingRun.objects.filter(month=month).count() == 2 * 12


def paid_elsewhere_as_bpjs_says(month):
    """How many active members BPJS has told of that they paid this month to it themselves."""
    confirmed = ElsewhereMonth.objects.filter(
        contribution_month=month, status=ElsewhereMonth.Status.CONFIRMED
    )
    rejected = LineAnswer.objects.filter(
        line__contribution__contribution_month=month, reason=LineAnswer.Reason.PAID_ELSEWHERE
    )
    told = [*confirmed.values_list("member", flat=True), *rejected.values_list("member", flat=True)]
    return Member.objects.filter(pk__in=told, status=Member.Status.ACTIVE).count()


def check_the_people():
    statuses = set(Member.objects.values_list("status", flat=True))
    assert statuses == {"active", "applying", "lapsed", "rejected", "ended", "deceased"}
    assert set(Death.objects.values_list("status", flat=True)) == {"reported", "confirmed"}
    assert Claim.objects.get().status == "opened"
    enrolments = set(Enrolment.objects.values_list("status", flat=True))
    assert enrolments == set(Enrolment.Status.values)
    assert Enrolment.objects.filter(status="submitted").exclude(warnings=[]).exists()
    owed = {}
    for member in Contribution.objects.filter(
        status="open", member__status="active", payer_kind="self"
    ).values_list("member", flat=True):
        owed[member] = owed.get(member, 0) + 1
    assert {1, 2, 3} <= set(owed.values())
    assert Contribution.objects.filter(status="written_off").exists()
    assert Contribution.objects.filter(payer_kind="apbd", remitted_on__isnull=False).exists()
    assert Contribution.objects.filter(sector="transport").exists()
    assert Visit.objects.filter(outcome=Visit.Outcome.PROMISED).exists()
    phones = {str(phone) for phone in Member.objects.values_list("phone", flat=True)}
    assert all(phone.startswith("+62860") for phone in phones if phone), "numbers of nobody"
    assert set(User.objects.values_list("role", flat=True)) == set(Role.values)
    assert User.objects.get(username="admin").check_password(logins.PASSWORD)


def check_the_money():
    assert books.differences(on=months.law_day(timezone.now())) == []
    brought = set(Handover.objects.values_list("status", flat=True))
    assert {"asked", "accepted", "refused"} <= brought
    assert Handover.objects.filter(counted_idr__lt=F("expected_idr")).exists()
    statuses = set(Remittance.objects.values_list("status", flat=True))
    assert {"final", "posted"} <= statuses
    asked = set(Void.objects.values_list("status", flat=True))
    assert {"asked", "granted", "refused"} <= asked
    on_the_way = Payment.objects.filter(lines__contribution__remitted_on=None, lines__live=True)
    assert on_the_way.filter(handover_lines=None).exists(), "in a collector's hand"
    assert on_the_way.filter(handover_lines__handover__status="accepted").exists()
