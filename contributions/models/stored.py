"""When the database took a row of money: the day that such a row belongs to in the digest.

Other times in a row say when something happened, as the application tells it; some rows have none.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

STORED_AT = "stored_at"


class ClockTimestamp(models.Func):
    """The moment at which the row itself is written, not at which its transaction began."""

    template = "clock_timestamp()"
    output_field = models.DateTimeField()


def money_models(apps: dict[str, type[models.Model]]) -> list[type[models.Model]]:
    """Those of the models whose rows stay (`kept`), by the names of their tables."""
    kept = [model for model in apps.values() if hasattr(model, "updatable_columns")]
    return sorted(kept, key=lambda model: model._meta.db_table)


def say_when_stored(model: type[models.Model]) -> None:
    """Give the model the column; its triggers keep it as they keep the others."""
    field = models.DateTimeField(_("disimpan"), db_default=ClockTimestamp(), editable=False)
    model.add_to_class(STORED_AT, field)
