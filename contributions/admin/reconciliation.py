"""QRIS codes and accounts: to be read here; the treasurer's pages write them."""

from django.contrib import admin

from contributions.models import (
    Deposit,
    PartnerAccount,
    QrisCharge,
    QrisCode,
    QrisDifference,
    Replenishment,
    SettledCharge,
    Settlement,
    StatementFile,
    StatementImport,
    StatementLine,
    StatementMapping,
    StatementMatch,
)
from markets.admin.base import ReadOnly, ReadOnlyRows


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


@admin.register(QrisDifference)
class QrisDifferenceAdmin(ReadOnly):
    list_display = ("charge", "received_idr", "credit", "by", "at")
    list_select_related = ("charge", "credit", "by")
    search_fields = ("charge__reference", "by__name")


@admin.register(Replenishment)
class ReplenishmentAdmin(ReadOnly):
    list_display = ("reference", "amount_idr", "day", "status", "asked_by", "decided_by")
    list_filter = ("status", "partner")
    list_select_related = ("asked_by", "decided_by")
    search_fields = ("reference",)


@admin.register(Deposit)
class DepositAdmin(ReadOnly):
    list_display = ("slip_number", "amount_idr", "deposited_on", "treasurer", "account")
    list_filter = ("partner", "deposited_on")
    list_select_related = ("treasurer", "account")
    search_fields = ("slip_number",)


class SettledCharges(ReadOnlyRows):
    model = SettledCharge
    fields = ("charge",)


@admin.register(Settlement)
class SettlementAdmin(ReadOnly):
    list_display = ("provider", "last_day", "gross_idr", "fee_idr", "credit_idr", "by")
    list_filter = ("partner",)
    list_select_related = ("provider", "by")
    inlines = (SettledCharges,)


@admin.register(SettledCharge)
class SettledChargeAdmin(ReadOnly):
    list_display = ("settlement", "charge")
    list_select_related = ("settlement", "charge")


@admin.register(StatementMapping)
class StatementMappingAdmin(ReadOnly):
    list_display = ("account", "saved_by", "saved_at")
    list_select_related = ("account", "saved_by")


@admin.register(StatementImport)
class StatementImportAdmin(ReadOnly):
    list_display = ("file_name", "account", "status", "rows", "new", "uploaded_by", "uploaded_at")
    list_filter = ("status", "account__partner")
    list_select_related = ("account", "uploaded_by")


@admin.register(StatementLine)
class StatementLineAdmin(ReadOnly):
    list_display = ("day", "direction", "amount_idr", "reference", "state", "account", "owner")
    list_filter = ("state", "direction", "account__partner")
    list_select_related = ("account", "owner")
    search_fields = ("reference", "description")


@admin.register(StatementMatch)
class StatementMatchAdmin(ReadOnly):
    list_display = ("line", "kind", "by", "at", "undone_by")
    list_filter = ("kind",)
    list_select_related = ("line", "by", "undone_by")


@admin.register(StatementFile)
class StatementFileAdmin(ReadOnly):
    list_display = ("statement_import",)
    list_select_related = ("statement_import",)
