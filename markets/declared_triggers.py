"""Installing the triggers which the models of a migration declare."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InstallDeclaredTriggers(Operation):
    """Install every trigger that the app's models declare in their options so far.

    For first migrations: pgtrigger's own operation works all models out anew for each trigger,
    which took most of the time in which a database was made.
    """

    reversible = True  # the tables take their triggers with them

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models declare them already."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Install them, the models in the order in which they were made."""
        for (app, _name), model in to_state.models.items():
            if app == app_label:
                for trigger in model.options.get("triggers", ()):
                    schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(self, *args: Any) -> None:
        """Nothing is left to do."""

    def describe(self) -> str:
        """What `migrate` prints."""
        return "Install the triggers of the models"
