"""What runs when: the whole schedule of recurring jobs, and how workers behave.

Every job asks the database what is due, so a lost, late or doubled message does no harm: the next
beat finds the same rows. Nothing is kept in the broker, and no request ever waits for it.
"""

import os
from typing import Any

from celery import Celery

from config import databases

MINUTE = 60
HARD_LIMIT = 10 * MINUTE

SCHEDULE: dict[str, dict[str, Any]] = {
    # Lapse who has run out, then open a billing run wherever somebody is due to be billed.
    "dues": {"task": "contributions.sweep_dues", "schedule": 5 * MINUTE},
    # Claim runs that wait, also those whose worker died.
    "billing": {"task": "contributions.bill_next", "schedule": 1 * MINUTE},
    # Let credit pay what its members owe, after they were billed.
    "credit": {"task": "contributions.use_credit", "schedule": 5 * MINUTE},
    # Open, raise and close reminders.
    "reminders": {"task": "collectors.refresh_reminders", "schedule": 5 * MINUTE},
    # Check and save uploaded lists, also those whose worker died. Somebody is watching the page.
    "imports": {"task": "collectors.carry_out_imports", "schedule": MINUTE / 6},
    # Read uploaded statements and match their lines. Somebody is watching the page.
    "statements": {"task": "contributions.read_statements", "schedule": MINUTE / 6},
    # Make the digest of the day that is over; on most beats there is none.
    "digests": {"task": "contributions.make_digests", "schedule": 10 * MINUTE},
    # Forget enrolments that were begun a month ago and never sent, old lists and exports.
    "drafts": {"task": "collectors.forget_drafts", "schedule": 10 * MINUTE},
    # Draw whom to ask what they paid, once a month for each partner.
    "spot_checks": {"task": "collectors.draw_spot_checks", "schedule": 10 * MINUTE},
    # Erase personal data whose period is over, a portion at a time.
    "erasures": {"task": "collectors.erase_expired", "schedule": 10 * MINUTE},
}
for entry in SCHEDULE.values():
    # While no worker runs, beats must not pile up: one that is late is worth nothing.
    entry["options"] = {"expires": entry["schedule"]}


class Settings:
    """Celery's settings; the broker's address is looked up only where it is used."""

    beat_schedule = SCHEDULE
    timezone = "Asia/Jakarta"
    # A message counts as done when its job is done, also when its worker was killed.
    task_acks_late = True
    task_reject_on_worker_lost = True
    worker_prefetch_multiplier = 1
    task_time_limit = HARD_LIMIT
    task_soft_time_limit = HARD_LIMIT - MINUTE
    task_ignore_result = True
    result_backend = None
    task_serializer = "json"
    accept_content = ("json",)
    worker_hijack_root_logger = False
    worker_send_task_events = False
    broker_connection_retry_on_startup = True
    broker_connection_max_retries = None
    broker_transport_options = {
        # Twice the hard limit and more: no job is handed out again while it may still run.
        "visibility_timeout": 2 * HARD_LIMIT + 5 * MINUTE,
        "unacked_restore_throttle": 1,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 15,
        "retry_on_timeout": True,
    }

    @property
    def broker_url(self) -> str:
        return databases.broker_url()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("mitra")
app.config_from_object(Settings())
app.autodiscover_tasks()
