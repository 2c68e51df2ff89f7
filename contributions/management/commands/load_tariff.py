"""Loads tariff files: without a path the official ones, with a path that file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contributions import rebilling, tariff, tariff_files


class Command(BaseCommand):
    help = "Load the official tariff, or the tariff file given; see contributions/tariffs/README.md"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("path", nargs="?", type=Path, help="a tariff file (TOML)")

    def handle(self, *args: Any, path: Path | None, **options: Any) -> None:
        paths = [path] if path else tariff_files.official_files()
        now = timezone.now()
        try:
            with transaction.atomic():
                tariff.lock()
                loaded = tariff_files.load(paths=paths, by=None, at=now)
                changed = any(result.changed for result in loaded)
                outcome = rebilling.after_change(at=now) if changed else None
        except tariff_files.UnableToLoad as error:
            raise CommandError(str(error)) from error
        for result in loaded:
            self.stdout.write(_sentence(result))
        if outcome:
            self.stdout.write(
                f"{outcome.billed_anew} open months billed anew, {outcome.credited} credits."
            )


def _sentence(result: tariff_files.Loaded) -> str:
    if not result.changed:
        return f"{result.regulation}: loaded already, nothing changed."
    return (
        f"{result.regulation}: {result.added} rows added, {result.ended} rows ended, "
        f"{result.described} described anew."
    )
