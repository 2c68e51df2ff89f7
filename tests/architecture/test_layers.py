"""Imports go down only, between apps and inside each; foreign keys too."""

import ast

from django.apps import apps

from tests.architecture.source import (
    ACCESS,
    APPS,
    DOMAIN_APPS,
    FORMS,
    JOB,
    Module,
    job_modules,
    layer,
    modules,
)

WEB = ("django.http", "django.shortcuts", "django.views", "django.urls", "django.contrib.messages")
WEB_AND_BROKER = (*WEB, "rest_framework", "crispy_forms", "celery", "kombu", "redis")

SENDING = {"delay", "apply_async", "send_task"}


def _own(imported: str) -> bool:
    return imported.split(".", maxsplit=1)[0] in APPS


def _is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_no_app_imports_from_an_app_above_it():
    wrong = [
        f"{module.where} imports {imported}"
        for module in modules(*APPS)
        for imported in module.imports()
        if _own(imported) and APPS.index(imported.split(".")[0]) < APPS.index(module.app)
    ]
    assert wrong == []


def test_inside_and_across_apps_no_layer_imports_from_a_layer_above_it():
    wrong = [
        f"{module.where} imports {imported}"
        for module in modules(*DOMAIN_APPS)
        for imported in module.imports()
        if _own(imported) and _looks_up(module, imported)
    ]
    assert wrong == []


def _looks_up(module: Module, imported: str) -> bool:
    if _is_below(imported, ACCESS) or module.name == ACCESS or imported in DOMAIN_APPS:
        return False
    return layer(imported) > module.layer


def test_jobs_know_neither_the_web_nor_the_broker():
    wrong = [
        f"{module.where} imports {imported}"
        for module in job_modules()
        for imported in module.imports()
        if any(_is_below(imported, package) for package in WEB_AND_BROKER)
    ]
    assert wrong == []


def test_forms_and_models_know_neither_requests_nor_the_broker():
    wrong = [
        f"{module.where} imports {imported}"
        for module in modules(*DOMAIN_APPS)
        if module.layer <= FORMS and module.layer != JOB
        for imported in module.imports()
        if any(_is_below(imported, package) for package in ("django.http", "celery", "kombu"))
    ]
    assert wrong == []


def test_only_tasks_send_tasks():
    """No request waits for the broker, and none fails with it: rows owe work, beat wakes."""
    wrong = [
        f"{module.where}:{node.lineno} calls {node.attr}"
        for module in modules(*DOMAIN_APPS)
        if module.name.rsplit(".", maxsplit=1)[-1] != "tasks"
        for node in module.nodes
        if isinstance(node, ast.Attribute) and node.attr in SENDING
    ]
    assert wrong == []


def test_foreign_keys_point_to_the_same_app_or_one_below_it():
    wrong = [
        f"{model._meta.label}.{field.name} points to {field.related_model._meta.label}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in DOMAIN_APPS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and field.related_model
        if field.related_model._meta.app_label in APPS
        if APPS.index(field.related_model._meta.app_label) < APPS.index(model._meta.app_label)
    ]
    assert wrong == []
