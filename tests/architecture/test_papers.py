"""What docs/money.md names is there: constraints, triggers, tests, modules; each in its place."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from tests.architecture.source import APPS, ROOT

PAPER = (ROOT / "docs/money.md").read_text()
INVARIANTS = PAPER.partition("## Invariants")[2].partition("\nWhatever people do")[0]
NAME = re.compile(r"`([a-z0-9_/*.]+)`")
# Words of code that name no rule, test or module.
OTHER_WORDS = {
    "check_books": "a command",
    "for_roles": "of access.py",
    "line_fits_its_payment": "raised by line_fits_its_contribution's trigger",
    "markets_of": "of access.py",
    "partners_of": "of access.py",
    "prepare_database": "a command",
    "reads": "an argument of for_roles",
    "updatable_columns": "what a kept model says of itself",
}

# Held for every kept model at once, in tests that ask the models and name no trigger.
OF_EVERY_KEPT_ROW = {
    "fixed_as_written",
    "fixed_as_loaded",
    "never_changed",
    "status_moves_as_listed",
}


def rules():
    """The name of every constraint and trigger of ours."""
    return {
        rule.name
        for model in apps.get_models()
        if model._meta.app_label in APPS
        for rule in (*model._meta.constraints, *getattr(model._meta, "triggers", ()))
    }


def _tests_named(cell):
    """The files of the tests that a cell names."""
    for name in NAME.findall(cell):
        path = ROOT / (name if "/" in name else f"tests/contributions/{name}")
        assert path.is_file(), name
        yield path


def sections():
    """Each numbered heading with the rows of its table, a list of cells each."""
    for part in re.split(r"^### ", INVARIANTS, flags=re.MULTILINE)[1:]:
        number = int(part.partition(".")[0])
        lines = [line for line in part.splitlines() if line.startswith("|")][2:]
        yield number, [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_every_invariant_of_the_design_has_its_table_in_order():
    assert [number for number, _rows in sections()] == list(range(1, 14))


@pytest.mark.parametrize(("number", "rows"), list(sections()))
def test_each_line_says_what_refuses_the_contrary_and_names_the_tests_that_show_it(number, rows):
    assert rows
    known = rules()
    for holds, refuses, tests in rows:
        assert holds, number
        assert refuses, number
        files = list(_tests_named(tests))
        assert files, holds
        texts = "\n".join(path.read_text() for path in files)
        unshown = [name for name in NAME.findall(refuses) if name in known and name not in texts]
        assert [name for name in unshown if name not in OF_EVERY_KEPT_ROW] == [], holds


def test_every_name_in_the_paper_is_a_rule_a_test_or_a_module():
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    known = rules() | set(re.findall(r"def (test_\w+)", tests)) | OTHER_WORDS.keys()
    unknown = {name for name in NAME.findall(PAPER) if name not in known and not _is_a_file(name)}
    assert unknown == set()


def _is_a_file(name: str) -> bool:
    places = [ROOT, ROOT / "tests/contributions", *(ROOT / app for app in APPS)]
    return name.endswith(".py") and any(Path(place / name).is_file() for place in places)


def test_no_word_is_excused_that_the_paper_does_not_use():
    assert OTHER_WORDS.keys() <= set(NAME.findall(PAPER))
