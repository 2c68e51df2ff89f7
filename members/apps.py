from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Peserta dan pendaftaran")
    default_auto_field = "django.db.models.BigAutoField"
