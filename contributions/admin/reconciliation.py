"""QRIS codes and accounts: to be read here; the treasurer's pages write them."""

from django.contrib import admin

from contributions.models import PartnerAccount, QrisCharge, QrisCode
from markets.admin.base import ReadOnly


@admin.register(PartnerAccount)
class PartnerAccountAdmin(ReadOnly):
    list_display = ("institution", "number", "holder", "kind", "partner", "settles_into")
    list_filter = ("kind", "partner")
    list_select_related = ("partner", "settles_into")
    search_fields = ("institution", "number", "holder")


@admin.register(QrisCode)
class QrisCodeAdmin(ReadOnly):
    list_display = ("market", "merchant_name", "nmid", "account", "recorded_at", "ended_at")
    list_filter = ("market__partner",)
    list_select_related = ("market", "account")
    search_fields = ("merchant_name", "nmid", "market__name")


@admin.register(QrisCharge)
class QrisChargeAdmin(ReadOnly):
    list_display = ("reference", "member", "amount_idr", "status", "asked_by", "asked_at")
    list_filter = ("status", "partner", "market")
    list_select_related = ("member", "asked_by")
    search_fields = ("reference", "member__name", "asked_by__name")
