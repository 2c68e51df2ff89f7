"""The texts people read, found in code and templates; Python alone, no gettext tools needed."""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

ROOMS = ("config", "collectors", "contributions", "members", "markets")
ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
TRANSLATION = "django.utils.translation"
# What each function of gettext takes before its other arguments.
TAKES = {
    "gettext": ("id",),
    "ngettext": ("id", "plural"),
    "pgettext": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
}
STRING = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
CALL = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


class UnableToReadText(Exception):
    """A text that is not written out where it is asked for."""


@dataclass(frozen=True, order=True)
class Text:
    """One text as it is asked for: in Indonesian, perhaps by a count, perhaps in a context."""

    id: str
    plural: str = ""
    context: str = ""


def everywhere() -> dict[Text, list[str]]:
    """Every text with the files in which it stands."""
    found: dict[Text, set[str]] = {}
    for path, texts in _by_file():
        for text in texts:
            found.setdefault(text, set()).add(path.relative_to(ROOT).as_posix())
    return {text: sorted(files) for text, files in sorted(found.items())}


def asked_for() -> dict[Text, list[str]]:
    """As the catalogue keeps them: a text asked for with and without a count is one, with both."""
    found = everywhere()
    counted = {(text.id, text.context) for text in found if text.plural}
    kept: dict[Text, list[str]] = {}
    for text, files in found.items():
        if text.plural or (text.id, text.context) not in counted:
            kept[text] = files
    return kept


def _by_file() -> Iterator[tuple[Path, list[Text]]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts:
                try:
                    yield path, list(in_python(path.read_text()))
                except UnableToReadText as error:
                    raise UnableToReadText(f"{path}: {error}") from None
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield path, list(in_template(path.read_text()))


def in_python(source: str) -> Iterator[Text]:
    """What the module asks gettext for. Raises UnableToReadText where it is not written out."""
    tree = ast.parse(source)
    names = dict(_names(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            takes = names.get(node.func.id)
            if takes:
                yield _text(takes, [_written(argument) for argument in node.args[: len(takes)]])


def _names(tree: ast.Module) -> Iterator[tuple[str, tuple[str, ...]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == TRANSLATION:
            for alias in node.names:
                takes = TAKES.get(alias.name.removesuffix("_lazy").removesuffix("_noop"))
                if takes:
                    yield alias.asname or alias.name, takes


def _written(argument: ast.expr) -> str:
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return argument.value
    raise UnableToReadText(f"line {argument.lineno}: {ast.unparse(argument)}")


def in_template(source: str) -> Iterator[Text]:
    """What the template asks gettext for."""
    for name, arguments in CALL.findall(templatize(source)):
        strings = [ast.literal_eval(string) for string in re.findall(STRING, arguments)]
        takes = TAKES["gettext" if name == "_" else name]
        if strings[0]:  # an empty text is none
            yield _text(takes, strings[: len(takes)])


def _text(takes: Iterable[str], strings: list[str]) -> Text:
    return Text(**dict(zip(takes, strings, strict=True)))
