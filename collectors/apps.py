from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CollectorsConfig(AppConfig):
    name = "collectors"
    verbose_name = _("Pengingat dan kunjungan")
    default_auto_field = "django.db.models.BigAutoField"
