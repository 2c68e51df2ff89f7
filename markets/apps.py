from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketsConfig(AppConfig):
    name = "markets"
    verbose_name = _("Wilayah dan petugas")
    default_auto_field = "django.db.models.BigAutoField"
