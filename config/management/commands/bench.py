"""`manage.py bench NAME`: measure one job; the last line is JSON with every figure."""

import importlib
import inspect
import json
import pkgutil
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from config import bench

# What benchmarks share.
NO_BENCHMARKS = (
    "hostile",
    "pages_rows",
    "payment_clients",
    "remittance_rows",
    "review_rows",
    "scratch",
    "stock_page",
    "web",
)


def _names() -> list[str]:
    return [
        module.name
        for module in pkgutil.iter_modules(bench.__path__)
        if module.name not in NO_BENCHMARKS
    ]


class Command(BaseCommand):
    help = "Measure a job against a floor of plain SQL in a scratch database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=_names())
        parser.add_argument("--members", type=int, default=100_000)
        parser.add_argument("--rows", type=int, default=10_000, help="of an uploaded list")

    def handle(self, *args: Any, name: str, **options: Any) -> None:
        try:
            benchmark = importlib.import_module(f"{bench.__name__}.{name}")
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "playwright":
                raise  # a mistake of ours
            raise CommandError(f"{error.name} is missing: run `uv sync` first.") from error
        asked = inspect.signature(benchmark.run).parameters
        size = {option: options[option] for option in ("members", "rows") if option in asked}
        figures = benchmark.run(**size, report=self.stdout.write)
        self.stdout.write(json.dumps({"bench": name, **figures}))
