"""A database whose server is started or joined at the first connection, not before."""

from typing import Any

from django.db.backends.postgresql import base

from config import servers
from config.servers.postgres import PORT


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as the role in USER; host and password are the running servers'."""

    def get_connection_params(self) -> dict[str, Any]:
        """Looked up anew for each connection, so that servers which died come back."""
        try:
            running = servers.project()
            self.settings_dict["HOST"] = running.database_host()
            self.settings_dict["PORT"] = PORT
            self.settings_dict["PASSWORD"] = running.database_password(self.settings_dict["USER"])
        except servers.ServersUnavailable as error:
            # As any database that cannot be reached: callers need not know about our servers.
            raise self.Database.OperationalError(str(error)) from error
        return super().get_connection_params()
