"""The English texts: one for each Indonesian one, with the same places to fill in."""

import ast
import re
from collections import Counter

import polib
import pytest

from config import texts
from tests.architecture.seen import texts as seen
from tests.architecture.source import APPS, modules, templates

COMPILED = texts.CATALOGUE.with_suffix(".mo")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}|</?\w+[^>]*>")
# What a text may leave out where its number is one.
NUMBERS = re.compile(r"%\(\w+\)[sd]")
HINT = "run `uv run manage.py english`, write the English in locale/en, and run it again"


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(str(texts.CATALOGUE))


@pytest.fixture(scope="module")
def asked():
    return texts.everywhere()


def test_it_holds_every_text_and_no_other(catalogue, asked):
    kept = {(entry.msgctxt or "", entry.msgid) for entry in catalogue}
    assert kept == {(text.context, text.id) for text in asked}, HINT
    assert len(kept) == len(catalogue)


def test_each_has_its_english_and_none_is_a_guess(catalogue):
    assert [entry.msgid for entry in catalogue if not entry.translated()] == [], HINT
    assert [entry.msgid for entry in catalogue if entry.fuzzy or entry.obsolete] == []


def test_what_is_compiled_says_the_same(catalogue):
    assert COMPILED.read_bytes() == catalogue.to_binary(), HINT


def test_the_english_fills_in_the_same_places(catalogue):
    wrong = [
        (entry.msgid, english)
        for entry in catalogue
        for form, english in _forms(entry)
        if not _fits(entry, form, english)
    ]
    assert wrong == []


def _forms(entry):
    return entry.msgstr_plural.items() if entry.msgid_plural else [(1, entry.msgstr)]


def _fits(entry, form, english):
    asked = Counter(PLACES.findall(entry.msgid_plural or entry.msgid))
    given = Counter(PLACES.findall(english))
    left = asked - given
    may_leave = form == 0 and all(NUMBERS.fullmatch(place) for place in left)
    spaces = re.match(r"\s*", entry.msgid)[0] == re.match(r"\s*", english)[0]
    return not given - asked and (not left or may_leave) and spaces


def test_a_text_with_a_number_has_both_forms_wherever_it_stands(asked):
    counted = {(text.context, text.id) for text in asked if text.plural}
    uncounted = {(text.context, text.id) for text in asked if not text.plural}
    assert counted & uncounted == set()
    assert [text.id for text in asked if text.plural and text.id != text.plural] == []


# Names, and what is written the same in both languages.
SAME = re.compile(
    r"\b(Mitra Pasar|Bahasa Indonesia|English|CSV|XLSX|PDF|WhatsApp|NIK|KTP|KPJ|QRIS|JKK|JKM|JHT|"
    r"BPJS|Rp|WIB|NMID|ID|RT|RW|No)\b|&\w+;"
)


# Pages of made-up examples: of pieces, and of who is who in the demo.
OF_EXAMPLES = {"components.html", "follow_a_coin.html"}


def test_a_template_says_nothing_that_is_not_translated():
    found = {
        str(path.relative_to(texts.ROOT)): said
        for path in templates()
        if path.name not in OF_EXAMPLES
        if (said := [text for text in _plain(path) if re.search(r"[A-Za-z]{2}", text)])
    }
    assert found == {}


def _plain(path):
    """What stands in the template itself, outside of every tag and translated block."""
    source = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", path.read_text(), flags=re.S)
    source = re.sub(r"\{% (blocktranslate)\b.*?\{% end\1 %\}", "", source, flags=re.S)
    source = re.sub(r"\{% block (?:body_class|width) %\}.*?\{% endblock %\}", "", source)
    return [SAME.sub("", text) for text in seen(re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", source))]


# Words of any English sentence or button, none of which is an Indonesian word.
ENGLISH_WORDS = re.compile(
    r"\b(a|an|the|and|or|but|not|no|yes|of|to|in|on|at|by|for|from|with|without|as|than|then|if|"
    r"is|are|was|were|be|been|has|have|had|do|does|did|done|can|cannot|must|may|should|will|would|"
    r"it|its|this|that|these|you|your|we|our|they|their|there|here|what|who|when|where|which|how|"
    r"all|any|some|each|every|other|only|also|until|while|before|after|please|sorry|"
    r"save|cancel|back|next|search|show|hide|close|open|new|send|sent|enter|choose|select|delete|"
    r"download|name|date|month|months|day|days|amount|paid|unpaid|payments?|receipts?|members?|"
    r"required|invalid|error)\b",
    re.IGNORECASE,
)


def english_in(text):
    """The English words of an Indonesian text, without what is filled in."""
    return ENGLISH_WORDS.findall(PLACES.sub("", text))


def test_no_text_that_counts_as_indonesian_is_english(catalogue):
    found = {
        text: words
        for entry in catalogue
        for text in (entry.msgid, entry.msgid_plural)
        if (words := english_in(text))
    }
    assert found == {}


@pytest.mark.parametrize(
    "english",
    ["Payment saved", "Is this %(name)s?", "Please log in", "Show all", "%(count)s days left"],
)
def test_an_english_text_among_the_indonesian_ones_is_found(english):
    assert english_in(english)


SPOKEN_WORDS = re.compile(
    r"\b(yang|dan|belum|sudah|untuk|dengan|tidak|Anda|dari|ini|itu|pada|atau|oleh|akan)\b"
)
# Words that files are read by.
WORDS_OF_FILES = {
    "members/import_cells.py",
    "contributions/answer_rows.py",
    "contributions/channel_list.py",
}


def test_no_sentence_in_code_goes_past_gettext():
    found = [
        f"{module.where}:{node.lineno}: {node.value}"
        for module in modules(*APPS)
        if not module.name.startswith(("config.demo", "config.bench"))
        and module.where not in WORDS_OF_FILES
        for node in _unspoken(module.tree)
        if SPOKEN_WORDS.search(node.value)
    ]
    assert found == []


def _unspoken(tree):
    """String constants that are neither asked of gettext, nor a docstring."""
    asked = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for part in node.args
        if re.search(r"(^_|gettext|_now|^heading$)", ast.unparse(node.func))
    }
    asked |= {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)  # docstrings
    }
    for node in ast.walk(tree):
        said = node.value if isinstance(node, ast.Constant) else None
        if isinstance(said, str) and " " in said and id(node) not in asked:
            yield node


def test_the_headings_of_a_download_speak_with_its_cells():
    fixed = [
        f"{module.where}:{said.lineno}: {said.value}"
        for module in modules(*APPS)
        for name in _headers(module.tree)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name
        for said in getattr(node.value, "elts", [])
        if isinstance(said, ast.Constant)
    ]
    assert fixed == []


def _headers(tree):
    """Under which names the module gives headings to a download."""
    return {
        ast.unparse(argument.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "exports.table_response"
        for argument in node.keywords
        if argument.arg == "header"
    }


def test_no_module_fixes_the_language_while_it_is_read():
    """A text asked for at import would speak the language of whoever came first."""
    early = [
        f"{module.where}:{node.lineno}: {ast.unparse(node)[:60]}"
        for module in modules(*APPS)
        for node in _at_import(module.tree, _eager(module.tree), _lazy(module.tree))
    ]
    assert early == []


def _names(tree, kept):
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == texts.TRANSLATION
        for alias in node.names
        if kept(alias.name)
    }


def _eager(tree):
    return _names(tree, lambda name: name in texts.TAKES)


def _lazy(tree):
    return _names(tree, lambda name: name.endswith("_lazy"))


def _at_import(node, eager, lazy):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.With):
            continue
        if _is_early(child, eager, lazy):
            yield child
        else:
            yield from _at_import(child, eager, lazy)


def _is_early(node, eager, lazy):
    if isinstance(node, ast.BinOp | ast.JoinedStr):
        return _says(node, lazy)
    said = ast.unparse(node) if isinstance(node, ast.Call) else ""
    return said.partition("(")[0] in eager or (said.startswith("str(") and ".label" in said)


def _says(node, names):
    return any(
        isinstance(part, ast.Call) and ast.unparse(part.func) in names for part in ast.walk(node)
    )
