"""The habits of the house, kept by tests instead of by memory."""

import ast
import re

import pytest
from django.apps import apps

from tests.architecture.source import APPS, DOMAIN_APPS, ROOT, job_modules, modules, templates

MOST_LINES, MOST_LINES_OF_A_FUNCTION = 300, 50
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "common", "misc"}
CLOCKS = {"timezone.now", "dt.datetime.now", "datetime.now", "dt.date.today", "date.today"}
EVERYWHERE = (*APPS, "tests")


def test_no_file_is_longer_than_three_hundred_lines():
    files = [module.path for module in modules(*EVERYWHERE)] + templates()
    long = {
        str(path.relative_to(ROOT)): lines
        for path in files
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert long == {}


def test_no_function_is_longer_than_fifty_lines():
    long = {
        f"{module.where}:{function.name}": lines
        for module in modules(*EVERYWHERE)
        for function in module.functions()
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert long == {}


def test_modules_are_named_after_their_job():
    nameless = [
        module.where for module in modules(*APPS) if EMPTY_NAMES & set(module.name.split("."))
    ]
    assert nameless == []


def test_nothing_happens_by_signal():
    hidden = [
        f"{module.where} imports {imported}"
        for module in modules(*APPS)
        for imported in module.imports()
        if imported.startswith(("django.dispatch", "django.db.models.signals"))
    ]
    assert hidden == []


def test_no_model_changes_what_saving_and_deleting_mean():
    overriding = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        if model._meta.app_label in DOMAIN_APPS
        for name in ("save", "delete")
        if name in vars(model)
    ]
    assert overriding == []


@pytest.mark.parametrize("app", ["contributions"])
def test_money_is_never_a_float(app):
    floats = [
        f"{module.where}:{node.lineno}"
        for module in modules(app)
        for node in module.nodes
        if _is_float(node)
    ]
    assert floats == []


def _is_float(node: ast.AST) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, float)
    name = node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")
    return name in {"float", "round", "FloatField"}


def test_jobs_take_their_arguments_by_name_only():
    loose = [
        f"{module.where}:{function.name}"
        for module in job_modules()
        for function in module.tree.body
        if isinstance(function, ast.FunctionDef) and _is_job(function)
        if function.args.args or function.args.posonlyargs
    ]
    assert loose == []


def _is_job(function: ast.FunctionDef) -> bool:
    """A public function that acts for somebody, or that owns a transaction."""
    arguments = function.args.args + function.args.kwonlyargs
    return not function.name.startswith("_") and (
        any(argument.arg == "by" for argument in arguments)
        or any(getattr(node, "attr", "") == "atomic" for node in ast.walk(function))
    )


def test_jobs_never_read_the_clock():
    reading = [
        f"{module.where}:{node.lineno}"
        for module in job_modules()
        for node in module.nodes
        if isinstance(node, ast.Call) and ast.unparse(node.func) in CLOCKS
    ]
    assert reading == []


def test_templates_bring_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", re.I)
    found = [str(path.relative_to(ROOT)) for path in templates() if inline.search(path.read_text())]
    assert found == []


def test_templates_load_nothing_from_third_parties():
    foreign = re.compile(r"(?:src|srcset|action|href)=[\"']?(?:https?:)?//", re.I)
    found = [
        str(path.relative_to(ROOT)) for path in templates() if foreign.search(path.read_text())
    ]
    assert found == []
