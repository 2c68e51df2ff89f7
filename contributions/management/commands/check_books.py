"""`manage.py check_books`: exit 0 where the books agree, 1 with each difference, 2 on failure."""

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from contributions import books
from markets import months

AGREE, DIFFER, FAILED = 0, 1, 2


class Command(BaseCommand):
    help = "Recompute the books and print every difference."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = books.differences(on=months.law_day(timezone.now()))
        except Exception as error:  # whatever the reason, it must not look like clean books
            self.stderr.write(f"The books could not be checked: {error}".strip())
            sys.exit(FAILED)
        for difference in found:
            self.stdout.write(str(difference))
        if found:
            self.stderr.write(f"{len(found)} differences.")
            sys.exit(DIFFER)
        self.stdout.write("The books agree.")
