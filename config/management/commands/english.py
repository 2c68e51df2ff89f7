"""The English texts beside the Indonesian ones: what is new, what is gone, what is compiled."""

from typing import Any

import polib
from django.core.management.base import BaseCommand, CommandParser

from config import texts

HEADER = {
    "Project-Id-Version": "Mitra Pasar",
    "Language": "en",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
ABOUT = """\
Mitra Pasar in English; the keys are the Indonesian texts.
Brought up to date by: uv run manage.py english"""


class Command(BaseCommand):
    """Run it after a text was added or changed, write the English it asks for, and run it again."""

    help = "Brings locale/en up to date with the texts of code and templates, and compiles it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing, only count")

    def handle(self, *args: Any, **options: Any) -> None:
        known = polib.pofile(str(texts.CATALOGUE)) if texts.CATALOGUE.exists() else polib.POFile()
        catalogue = refreshed(known)
        if not options["check"]:
            texts.CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(texts.CATALOGUE), newline="\n")
            texts.CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
        missing = [entry for entry in catalogue if not entry.translated()]
        for entry in missing:
            self.stdout.write(
                f"{', '.join(name for name, _line in entry.occurrences)}: {entry.msgid}"
            )
        self.stdout.write(f"{len(catalogue)} texts, {len(missing)} without English")


def refreshed(known: polib.POFile) -> polib.POFile:
    """The texts of code and templates, each with the English it has already."""
    catalogue = polib.POFile(wrapwidth=98)
    catalogue.header, catalogue.metadata = ABOUT, dict(HEADER)
    written = {(entry.msgctxt, entry.msgid): entry for entry in known if not entry.obsolete}
    for text, files in texts.asked_for().items():
        entry = polib.POEntry(msgid=text.id, msgctxt=text.context or None)
        entry.occurrences = [(name, "") for name in files]
        before = written.get((entry.msgctxt, entry.msgid))
        if before:
            entry.comment, entry.tcomment = before.comment, before.tcomment
        if text.plural:
            entry.msgid_plural = text.plural
            kept = before.msgstr_plural if before else {}
            entry.msgstr_plural = {form: kept.get(form, "") for form in (0, 1)}
        elif before:
            entry.msgstr = before.msgstr
        catalogue.append(entry)
    return catalogue
