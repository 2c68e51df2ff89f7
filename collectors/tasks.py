"""Jobs of this app as Celery starts them; each is one line behind the door."""

from celery import shared_task
from django.utils import timezone

from collectors import reminders, spot_checks
from contributions import answer_lists, canary, forgotten_proofs
from members import drafts, erasures, exporting, import_work, imports, number_lists, unmended


@shared_task(name="collectors.refresh_reminders")
def refresh_reminders() -> None:
    """Make the reminders say who owes now."""
    now = timezone.now()
    outcome = reminders.refresh(at=now)
    canary.finished(
        name="refresh_reminders",
        at=now,
        opened=outcome.opened,
        changed=outcome.changed,
        closed=outcome.closed,
    )


@shared_task(name="collectors.forget_drafts")
def forget_drafts() -> None:
    """Forget what was begun, uploaded or exported long ago and never gone on with."""
    now = timezone.now()
    canary.finished(
        name="forget_drafts",
        at=now,
        forgotten=drafts.forget_old(at=now),
        imports=imports.forget_old(at=now),
        lists=number_lists.forget_old(at=now) + answer_lists.forget_old(at=now),
        exports=exporting.forget_old(at=now),
    )


@shared_task(name="collectors.erase_expired")
def erase_expired() -> None:
    """Take back what nobody mends, and erase personal data whose period is over."""
    now = timezone.now()
    canary.finished(
        name="erase_expired",
        at=now,
        taken_back=unmended.sweep(at=now),
        erased=erasures.sweep(at=now),
        proofs=forgotten_proofs.sweep(at=now),
    )


@shared_task(name="collectors.carry_out_imports")
def carry_out_imports() -> None:
    """Check and save uploaded lists until none waits."""
    now = timezone.now()
    canary.finished(name="carry_out_imports", at=now, lists=import_work.work_all(at=now))


@shared_task(name="collectors.draw_spot_checks")
def draw_spot_checks() -> None:
    """Draw whom to ask this month what they paid, for every partner that has not drawn."""
    now = timezone.now()
    canary.finished(name="draw_spot_checks", at=now, draws=spot_checks.draw_due(at=now))
