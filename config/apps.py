from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class ConfigConfig(AppConfig):
    name = "config"
    verbose_name = "Mitra Pasar"


class StaticFiles(StaticFilesConfig):
    """Collects of the API's page only what it shows: the rest would take long to compress."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        "redoc",
        "swagger-ui-bundle.js.map",
        "swagger-ui-standalone-preset.js.map",
    ]
