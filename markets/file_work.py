"""Uploaded files that wait for a worker, which claims one with a lease and reads it in portions.

A worker that dies leaves its file to the next one, when the lease has run out.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

LEASE = dt.timedelta(minutes=2)
ATTEMPTS = 5


class LeaseLost(Exception):
    """Another worker took the file over: this one must leave it alone."""


def shown_name(file_name: str) -> str:
    """The file's own name, short and printable."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in name if sign.isprintable())[-120:] or "-"


def claim(*, waiting: QuerySet[Any], give_up: Callable[[Any, str], None]) -> Any:
    """The longest waiting file, leased to us; None where none is free.

    One tried too often is given up, with the sentence that says so.
    """
    while True:
        with transaction.atomic():
            free = waiting.filter(Q(claimed_until=None) | Q(claimed_until__lt=Now()))
            found = (
                free.order_by("uploaded_at", "pk")
                .select_for_update(of=("self",), skip_locked=True)
                .first()
            )
            if found is None:
                return None
            found.attempts += 1
            waiting.filter(pk=found.pk).update(attempts=found.attempts, claimed_until=Now() + LEASE)
        if found.attempts <= ATTEMPTS:
            return found
        error = _("Dihentikan setelah %(count)d percobaan. Unggah lagi berkasnya.")
        give_up(found, error % {"count": ATTEMPTS})
