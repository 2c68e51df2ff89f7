"""Settings of the web servers of tests: static files compressed and hashed, as users get them."""

from config.settings import *  # noqa: F403
from config.settings import STORAGES

STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "config.static_files.HashedAndCompressed"},
}
