"""`manage.py remind`: bring the reminders up to date."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from collectors import reminders


class Command(BaseCommand):
    help = "Opens, changes and closes reminders so that they say who owes now."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many reminders were opened, changed and closed."""
        outcome = reminders.refresh(at=timezone.now())
        self.stdout.write(
            f"opened {outcome.opened}, changed {outcome.changed}, closed {outcome.closed}"
        )
