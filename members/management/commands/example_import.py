"""`manage.py example_import FILE`: a list of invented people to try the import with."""

from argparse import ArgumentParser, FileType
from typing import IO, Any

from django.core.management import BaseCommand, CommandError

from markets.models import Market
from members import example_lists, imports


class Command(BaseCommand):
    help = "Writes a list of invented people as XLSX, some rows with a mistake."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=FileType("wb"))
        parser.add_argument("--market", help="its code; the first one unless told")
        parser.add_argument("--rows", type=int, default=imports.MOST_ROWS)
        parser.add_argument("--bad", type=int, default=300, help="how many rows have a mistake")

    def handle(
        self, *args: Any, file: IO[bytes], market: str, rows: int, bad: int, **options: Any
    ) -> None:
        if not 0 <= bad <= rows <= imports.MOST_ROWS:
            raise CommandError(f"At most {imports.MOST_ROWS} rows, and no more mistakes than rows.")
        found = Market.objects.order_by("pk")
        where = (found.filter(code=market) if market else found).first()
        if where is None:
            raise CommandError("There is no such market.")
        with file:
            example_lists.write(file=file, market=where, rows=rows, bad=bad)
        self.stdout.write(f"{rows} rows of {where.name}, {bad} with a mistake.")
