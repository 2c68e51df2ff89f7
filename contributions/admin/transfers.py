"""Transfers of remittances: to be read here; the page of the remittance writes them."""

from django.contrib import admin

from contributions.models import (
    RemittanceTransfer,
    TransferExplanation,
    TransferProof,
    TransferProofView,
)
from markets.admin.base import ReadOnly


@admin.register(RemittanceTransfer)
class RemittanceTransferAdmin(ReadOnly):
    list_display = ("remittance", "kind", "day", "amount_idr", "reference", "live", "recorded_by")
    list_filter = ("kind", "live", "partner", "day")
    list_select_related = ("remittance", "recorded_by")
    search_fields = ("reference", "note", "remittance__payment_code")


@admin.register(TransferExplanation)
class TransferExplanationAdmin(ReadOnly):
    list_display = ("remittance", "difference_idr", "reason", "by", "at")
    list_filter = ("remittance__partner", "at")
    list_select_related = ("remittance", "by")
    search_fields = ("reason", "remittance__payment_code")


@admin.register(TransferProof)
class TransferProofAdmin(ReadOnly):
    list_display = ("id", "media", "size")
    list_filter = ("media",)
    exclude = ("key_id",)


@admin.register(TransferProofView)
class TransferProofViewAdmin(ReadOnly):
    list_display = ("proof", "by", "at")
    list_filter = ("at",)
    list_select_related = ("proof", "by")
