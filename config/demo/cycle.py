"""One whole cycle through the running processes: bill, remind, collect, hand over, remit, check.

What is remitted is what BPJS has accepted.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone

from collectors.models import Reminder
from config.celery import app
from config.demo import logins, papers
from config.demo.browser import Browser, Form, Page, PageFailed
from contributions import answers, billing, books, cash, cover, dues, transfer_differences
from contributions.cash_counts import pieces_of
from contributions.models import BillingRun, FinishedJob, Handover, Payment, Remittance, Void
from contributions.models.cash_count import column
from markets import months
from markets.models import Market, Role, User
from members.models import Member

SECONDS_FOR_A_JOB = 120.0
WANTED_MONTHS = 2
UNFINISHED = (BillingRun.Status.WAITING, BillingRun.Status.RUNNING)
Say = Callable[[str], None]
Glance = Callable[[], None]


@dataclass
class Cycle:
    """The figures of one cycle, as far as it has come; `glance` fails when a process has ended."""

    site: str
    say: Say
    glance: Glance
    figures: dict[str, Any] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """Go through it once. Raises CommandError when a step fails."""
        with self._step("bill"):
            self._bill()
        with self._step("remind"):
            self._remind()
        with self._step("collect"):
            collector = free_collector()
            browser = self._log_in(collector)
            payment, covered_until = self._collect(browser, collector)
        with self._step("hand_over"):
            self._hand_over(browser, collector)
        with self._step("remit"):
            self._remit(payment)
        with self._step("check"):
            self._check(browser, payment, covered_until, collector)
        return {**self.figures, "seconds": self.seconds}

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except (PageFailed, StepFailed) as error:
            raise CommandError(f"The step {name!r} failed: {error}") from error
        self.seconds[name] = round(time.monotonic() - started, 2)
        self.say(f"  {name:<10} {self.seconds[name]:6.2f} s  {self._told(name)}")

    def _bill(self) -> None:
        """The sweep opens runs wherever somebody is due; a run for the other markets says why not.

        So the figures are those of the runs, whatever was billed before.
        """
        month = months.first_of(months.law_day(timezone.now()))
        last = BillingRun.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self._job("contributions.sweep_dues", "sweep_dues")
        self._wait(lambda: not BillingRun.objects.filter(status__in=UNFINISHED).exists())
        runs = BillingRun.objects.filter(pk__gt=last, month=month)
        for market in Market.objects.exclude(pk__in=list(runs.values_list("market", flat=True))):
            billing.open_runs(month=month, market=market, at=timezone.now())
        self._job("contributions.bill_next", "bill_next")
        self._wait(lambda: not BillingRun.objects.filter(status__in=UNFINISHED).exists())
        skipped: dict[str, int] = {}
        for run in runs.all():
            if run.status != BillingRun.Status.DONE:
                raise StepFailed(f"{run} is {run.status}: {run.error}")
            for reason, count in run.skipped.items():
                skipped[reason] = skipped.get(reason, 0) + count
        self.figures["billed"] = sum(run.billed for run in runs.all())
        self.figures["active"] = sum(run.active for run in runs.all())
        self.figures["skipped"] = skipped

    def _remind(self) -> None:
        self._job("collectors.refresh_reminders", "refresh_reminders")
        self.figures["reminders"] = Reminder.objects.filter(closed_at=None).count()

    def _collect(self, browser: Browser, collector: User) -> tuple[Payment, Any]:
        worklist = browser.open(f"{reverse('worklist')}?urut=mendesak")
        member = owing_member(worklist)
        covered_until = cover.of(member).covered_until
        page = browser.open(reverse("member_page", args=[member.pk]))
        page = browser.open(page.link(reverse("take_payment")))
        form = page.form(having=f"p{member.pk}-count")
        offered = form.choices[f"p{member.pk}-count"]
        count = str(WANTED_MONTHS) if str(WANTED_MONTHS) in offered else offered[0]
        page = browser.send(form.fill(**{f"p{member.pk}-count": count}))
        page = browser.send(page.form(having=f"p{member.pk}-shown_total"))
        ids = parse_qs(urlsplit(page.address).query).get("kuitansi", [])
        if len(ids) != 1:
            raise PageFailed(f"{page.address} names no receipt.")
        payment = Payment.objects.select_related("series", "member").get(pk=ids[0])
        page.must_say(payment.receipt)
        if (payment.member_id, payment.taken_by_id) != (member.pk, collector.pk):
            raise StepFailed(f"Receipt {payment.receipt} is another person's.")
        self.figures["payment"] = {
            "id": str(payment.pk),
            "receipt": payment.receipt,
            "months": payment.lines.count(),
            "amount_idr": payment.amount_idr,
        }
        return payment, covered_until

    def _hand_over(self, browser: Browser, collector: User) -> None:
        page = browser.open(reverse("cash_in_hand"))
        page = browser.open(page.link(reverse("hand_over")))
        held = pieces_of(cash.in_hand(user=collector).to_hand_over_idr)
        counted = {column(worth): str(number) for worth, number in held.items()}
        browser.send(page.form(reverse("hand_over")).fill(**counted))
        waiting = Handover.objects.get(collector=collector, status=Handover.Status.ASKED)
        treasurer = self._log_in(treasurer_of(collector))
        page = treasurer.open(reverse("handovers"))
        page = treasurer.open(page.link(reverse("handover", args=[waiting.pk])))
        form = page.form(having=next(iter(counted))).fill(**counted)
        page = treasurer.send(form, button=("decision", "count"))
        treasurer.send(
            page.form(reverse("handover", args=[waiting.pk])), button=("decision", "accept")
        )
        waiting.refresh_from_db()
        if waiting.status != Handover.Status.ACCEPTED:
            raise StepFailed(f"The hand-over is {waiting.status} after it was accepted.")

    def _remit(self, payment: Payment) -> None:
        treasurer = self._log_in(treasurer_of(payment.taken_by))
        page = treasurer.open(reverse("remittances"))
        page = treasurer.send(page.form(reverse("make_remittance")))
        pk = int(page.address.rstrip("/").rsplit("/", 1)[-1])
        code = f"BPJS-{timezone.now():%y%m%d%H%M%S}-{pk}"
        posting = page.form(reverse("decide_remittance", args=[pk]), having="payment_code")
        remittance = Remittance.objects.get(pk=pk)
        page = treasurer.send(self._paid(posting, remittance, code), button=("decision", "post"))
        page.must_say(code)
        remittance.refresh_from_db()
        if remittance.status != Remittance.Status.POSTED:
            raise StepFailed(f"The remittance is {remittance.status} after it was posted.")
        if not remittance.lines.filter(payment_line__payment=payment).exists():
            raise StepFailed(f"The remittance lacks receipt {payment.receipt}.")
        if transfer_differences.compared(remittance=remittance).difference_idr:
            raise StepFailed("The remittance's transfers are not what is listed.")
        treasurer.send(page.form(reverse("accept_rest", args=[pk])))
        answered = answers.answered(remittance=remittance)
        if answered.accepted != remittance.months:
            raise StepFailed(f"BPJS accepted {answered.accepted} of {remittance.months} months.")
        self.figures["remitted"] = {
            "months": answered.accepted,
            "amount_idr": answered.accepted_idr,
        }

    def _paid(self, posting: Form, remittance: Remittance, code: str) -> Form:
        """The form of a remittance that was paid in one transfer."""
        day, reference = months.law_day(timezone.now()), f"REF-{code}"
        photo = papers.transfer_photo(
            amount_idr=remittance.amount_idr, day=day, reference=reference
        )
        typed = {"amount_idr": str(remittance.amount_idr), "day": str(day), "reference": reference}
        posting.fill(payment_code=code, kind="transfer", **typed)
        return posting.attach("proof", "bukti.jpg", photo)

    def _check(
        self, browser: Browser, payment: Payment, covered_until: Any, collector: User
    ) -> None:
        receipt = browser.open(reverse("receipt", args=[payment.token]))
        receipt.must_say(payment.receipt)
        receipt.must_say("sudah disetor ke BPJS")
        now_until = cover.of(Member.objects.select_related("cover").get(pk=payment.member_id))
        if now_until.covered_until is None or now_until.covered_until == covered_until:
            raise StepFailed("The member's cover has not moved.")
        held_idr = cash.in_hand(user=collector).amount_idr
        if held_idr:
            raise StepFailed(f"The collector still holds Rp{held_idr}.")
        found = books.differences(on=months.law_day(timezone.now()))
        self.figures["differences"] = len(found)
        if found:
            raise StepFailed("The books differ: " + "; ".join(map(str, found[:5])))

    def _job(self, task: str, name: str) -> None:
        """Send the job to the broker and wait until a worker has done it."""
        asked_at = timezone.now()
        app.send_task(task)
        self._wait(
            lambda: FinishedJob.objects.filter(name=name, finished_at__gte=asked_at).exists()
        )

    def _wait(self, is_so: Callable[[], bool]) -> None:
        give_up = time.monotonic() + SECONDS_FOR_A_JOB
        while not is_so():
            self.glance()
            if time.monotonic() > give_up:
                raise StepFailed("The worker did not do its job in time.")
            time.sleep(0.05)

    def _log_in(self, user: User) -> Browser:
        browser = Browser(self.site)
        form = browser.open(reverse("login")).form(having="password")
        page = browser.send(form.fill(username=user.username, password=logins.PASSWORD))
        if urlsplit(page.address).path == reverse("login"):
            raise PageFailed(f"{user.username} cannot log in with the demo's password.")
        return browser

    def _told(self, step: str) -> str:
        told = {
            "bill": "{billed} billed of {active} active, skipped {skipped}",
            "remind": "{reminders} open reminders",
            "collect": "{payment}",
            "remit": "{remitted}",
            "check": "{differences} differences in the books",
        }
        return told.get(step, "").format(**self.figures)


class StepFailed(Exception):
    """A step of the cycle did not come out as it must; the message says how."""


def free_collector() -> User:
    """A collector whose cash can be handed over to the last rupiah: no void, no wait.

    Raises StepFailed where everybody is in the middle of something.
    """
    busy = set(Handover.objects.filter(status=Handover.Status.ASKED).values_list("collector"))
    asked = Void.objects.filter(status=Void.Status.ASKED).values_list("payment__taken_by")
    busy |= set(asked)
    today = months.law_day(timezone.now())
    for login in reversed(logins.of_role(Role.COLLECTOR)):
        user = User.objects.filter(username=login.username, is_active=True).first()
        if user is None or (user.pk,) in busy:
            continue
        covered = Market.objects.filter(assignments__collector=user)
        covered = covered.filter(assignments__last_day=None, assignments__first_day__lte=today)
        if Reminder.objects.filter(closed_at=None, collector=user, market__in=covered).exists():
            return user
    raise StepFailed("No collector has somebody to visit: start anew with --fresh.")


def treasurer_of(collector: User) -> User:
    """The treasurer of the same partner."""
    treasurers = User.objects.filter(role=Role.TREASURER, partner=collector.partner, is_active=True)
    return treasurers.order_by("pk")[:1].get()


def owing_member(worklist: Page) -> Member:
    """Somebody on the worklist's first page who owes two months, or else the first one there.

    Raises PageFailed where the list is empty.
    """
    pattern = reverse("member_page", args=[0]).split("0")
    pks = []
    for link in worklist.links:
        middle = link.removeprefix(pattern[0]).removesuffix(pattern[1])
        if link.startswith(pattern[0]) and middle.isdecimal():
            pks.append(int(middle))
    members = {
        member.pk: member
        for member in Member.objects.filter(pk__in=pks).select_related("cover")
        if cover.of(member).covered_until is not None
    }
    payable = dues.payable_of(members=list(members.values()), on=months.law_day(timezone.now()))
    owing = sorted(payable, key=lambda pk: (len(payable[pk].owed) < WANTED_MONTHS, pks.index(pk)))
    if not owing:
        raise PageFailed("The worklist names nobody who owes.")
    return members[owing[0]]
