"""Every row about a person or money says whose it is: its market, or its partner; and for ever."""

from typing import Any

from django.apps import apps
from django.db import models

from config.roles import money_models

PLACES = {"market", "partner", "branch"}
APPS = ("members", "contributions", "collectors")
# Rows without a place of their own, each with why nobody sees more through it.
WITHOUT_PLACE = {
    "contributions.DailyDigest": "over all rows, and shows none",
    "contributions.FinishedJob": "when a job was last done; nobody is in it",
    "contributions.IncomeBand": "the law, the same everywhere",
    "contributions.PublicHoliday": "the law, the same everywhere",
    "contributions.Rate": "the law, the same everywhere",
    "contributions.ReceiptSeries": "its holder's, whose receipts have market and partner",
    "contributions.Regulation": "the law, the same everywhere",
    "contributions.Relief": "the law, the same everywhere",
    "contributions.TransferProof": "reached through the transfer or record that it proves",
    "contributions.TransferProofView": "of such a proof",
    "contributions.WrongCode": "a guess, of somebody unknown; counted, not shown",
    "members.ConsentText": "the same text everywhere",
    "members.EnrolmentDraft": "of who fills it in, or of a poster, which has its market",
    "members.PosterUse": "a count by the hour under a keyed hash",
}


def _has_a_place(model: type[models.Model], seen: tuple[Any, ...] = ()) -> bool:
    """Whether it has one, or always belongs to a row that has."""
    if PLACES & {field.name for field in model._meta.concrete_fields}:
        return True
    return any(
        _has_a_place(field.related_model, (*seen, model))
        for field in model._meta.concrete_fields
        if field.is_relation and not field.null and field.related_model not in (model, *seen)
        if field.related_model._meta.app_label in APPS
    )


def test_every_row_about_a_person_or_money_has_its_market_or_partner():
    ours = [
        model
        for model in apps.get_models()
        if model._meta.app_label in APPS and not model._meta.label.endswith("Event")
    ]
    without = {model._meta.label for model in ours if not _has_a_place(model)}
    assert without == set(WITHOUT_PLACE)


def test_money_stays_with_the_market_and_partner_it_was_written_for():
    """A member moves; what was written before does not, whoever asks for it."""
    moving = [
        (model._meta.label, name)
        for model in money_models()
        for name in model.updatable_columns  # type: ignore[attr-defined]
        if name in PLACES | {"member"}
    ]
    assert moving == []
