from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin  # registers Group, whatever was loaded first
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from markets.admin import history, people, territory

__all__ = ["GroupAdmin", "history", "people", "territory"]

# Rights follow from the one role a person has (markets.access); there are no groups.
admin.site.unregister(Group)
admin.site.site_header = admin.site.site_title = _("Mitra Pasar")
admin.site.index_title = _("Data")
