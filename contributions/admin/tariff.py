"""The tariff: loaded from files by `load_tariff`, read here."""

from django.apps import apps
from django.contrib import admin

from contributions.models import IncomeBand, Rate, Regulation, Relief
from markets.admin.base import ReadOnly, register_history


@admin.register(Regulation)
class RegulationAdmin(ReadOnly):
    list_display = ("name", "title", "certainty")
    list_filter = ("certainty",)
    search_fields = ("name", "title")


@admin.register(IncomeBand)
class IncomeBandAdmin(ReadOnly):
    list_display = (
        "income_from_idr",
        "base_idr",
        "regulation",
        "first_month",
        "last_month",
        "certainty",
    )
    list_filter = ("regulation", "certainty")
    list_select_related = ("regulation",)
    search_fields = ("regulation__name",)


@admin.register(Rate)
class RateAdmin(ReadOnly):
    list_display = (
        "programme",
        "per_mille",
        "flat_idr",
        "regulation",
        "first_month",
        "last_month",
    )
    list_filter = ("programme", "regulation")
    list_select_related = ("regulation",)
    search_fields = ("regulation__name",)


@admin.register(Relief)
class ReliefAdmin(ReadOnly):
    list_display = (
        "name",
        "programme",
        "sector",
        "multiplier_numerator",
        "multiplier_denominator",
        "first_month",
        "last_month",
    )
    list_filter = ("programme", "sector", "regulation")
    search_fields = ("name",)


for tracked in ("Regulation", "IncomeBand", "Rate", "Relief"):
    register_history(apps.get_model("contributions", f"{tracked}Event"))
