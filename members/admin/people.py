"""Members and what was asked, agreed and decided about them. A NIK is never shown here."""

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from markets.admin.base import Listed, ReadOnly, ReadOnlyRows, register_history
from members.models import (
    BulkImport,
    BulkImportFile,
    BulkImportRow,
    Consent,
    ConsentText,
    CoverageTerm,
    Decision,
    Departure,
    Document,
    EarlierMembership,
    Enrolment,
    EnrolmentDraft,
    FamilyContact,
    ImportedPerson,
    Member,
    NikCorrection,
    NumberList,
    PersonalDataView,
    Placement,
    RecordedNumber,
    ReviewLease,
    TermChange,
)


class Terms(ReadOnlyRows):
    model = CoverageTerm


class Placements(ReadOnlyRows):
    model = Placement

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        return super().get_queryset(request).select_related("market", "block__market", "stall")


@admin.register(Member)
class MemberAdmin(Listed):
    """Personal data may be corrected; who she is (NIK, KPJ), status and market by jobs only."""

    may_add = may_delete = False
    list_display = ("name", "market", "status", "occupation", "membership_number", "created_at")
    list_filter = ("status", "market__partner", "market")
    list_select_related = ("market",)
    search_fields = ("name", "membership_number", "phone")
    readonly_fields = ("market", "status", "membership_number", "created_at")
    inlines = (Terms, Placements)


@admin.register(CoverageTerm)
class CoverageTermAdmin(ReadOnly):
    """What is billed from a month on: an enrolment that a second person approved, never one alone.

    Months already billed keep what they were billed with.
    """

    list_display = (
        "member",
        "first_month",
        "last_month",
        "declared_income_idr",
        "jht",
        "sector",
        "payer_kind",
    )
    list_filter = ("payer_kind", "sector", "jht", "member__market")
    list_select_related = ("member",)
    search_fields = ("member__name", "member__membership_number")


@admin.register(Placement)
class PlacementAdmin(ReadOnly):
    list_display = ("member", "market", "block", "stall", "first_day", "last_day", "find_here")
    list_filter = ("find_here", "market")
    list_select_related = ("member", "market", "block__market", "stall")
    search_fields = ("member__name", "block__name", "stall__number")


@admin.register(Enrolment)
class EnrolmentAdmin(ReadOnly):
    list_display = ("member", "market", "status", "entered_by", "submitted_at")
    list_filter = ("status", "market", "submitted_at")
    list_select_related = ("member", "market", "entered_by")
    search_fields = ("member__name", "entered_by__name")


@admin.register(EnrolmentDraft)
class EnrolmentDraftAdmin(ReadOnly):
    """Who began how many, and when; what was typed is nobody else's."""

    list_display = ("entered_by", "poster", "started_at", "changed_at")
    list_filter = ("changed_at",)
    list_select_related = ("entered_by", "poster__market")
    search_fields = ("entered_by__name",)


@admin.register(BulkImport)
class BulkImportAdmin(ReadOnly):
    """Who uploaded which list, and what became of it; what stands in it is sealed."""

    list_display = ("partner", "kind", "status", "uploaded_by", "uploaded_at", "rows", "saved")
    list_filter = ("kind", "status", "uploaded_at")
    list_select_related = ("partner", "uploaded_by")
    search_fields = ("partner__name", "uploaded_by__name")


@admin.register(BulkImportFile)
class BulkImportFileAdmin(ReadOnly):
    list_display = ("bulk_import",)
    list_select_related = ("bulk_import",)
    search_fields = ("bulk_import__partner__name",)


@admin.register(BulkImportRow)
class BulkImportRowAdmin(ReadOnly):
    list_display = ("bulk_import", "number", "verdict")
    list_filter = ("verdict",)
    list_select_related = ("bulk_import",)
    search_fields = ("bulk_import__partner__name",)


@admin.register(ImportedPerson)
class ImportedPersonAdmin(ReadOnly):
    """How many of a list wait for their consent, and who was sent; who they are is sealed."""

    list_display = ("bulk_import", "number", "market", "status", "saved_at")
    list_filter = ("status", "market")
    list_select_related = ("bulk_import", "market")
    search_fields = ("market__name",)


@admin.register(Document)
class DocumentAdmin(ReadOnly):
    """That there is a picture, never the picture."""

    list_display = ("kind", "member", "market", "entered_by", "entered_at", "size")
    list_filter = ("kind", "market", "entered_at")
    list_select_related = ("member", "market", "entered_by")
    search_fields = ("member__name", "entered_by__name")


@admin.register(FamilyContact)
class FamilyContactAdmin(ReadOnly):
    """Whom of a family to reach; changed on the member's page."""

    list_display = ("member", "name", "relation", "noted_by", "noted_at")
    list_filter = ("relation", "member__market")
    list_select_related = ("member", "noted_by")
    search_fields = ("member__name", "name")


@admin.register(Decision)
class DecisionAdmin(ReadOnly):
    list_display = ("enrolment", "from_status", "to_status", "by", "at", "reason")
    list_filter = ("to_status", "market", "at")
    list_select_related = ("enrolment__member", "by")
    search_fields = ("enrolment__member__name", "by__name", "reason")


@admin.register(ReviewLease)
class ReviewLeaseAdmin(ReadOnly):
    """Who has which case open now; a lease ends by itself."""

    list_display = ("enrolment", "by", "until")
    list_filter = ("until",)
    list_select_related = ("enrolment__member", "by")
    search_fields = ("by__name",)


@admin.register(EarlierMembership)
class EarlierMembershipAdmin(ReadOnly):
    list_display = ("member", "member_since", "last_month_paid", "confirmed", "by", "at")
    list_filter = ("confirmed", "market", "at")
    list_select_related = ("member", "by")
    search_fields = ("member__name", "membership_number")


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnly):
    list_display = ("version", "in_force_from")
    search_fields = ("version", "body")


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    list_display = ("member", "text", "how", "taken_by", "given_at")
    list_filter = ("how", "text", "market")
    list_select_related = ("member", "text", "taken_by")
    search_fields = ("member__name", "taken_by__name")


@admin.register(PersonalDataView)
class PersonalDataViewAdmin(ReadOnly):
    list_display = ("member", "what", "by", "at")
    list_filter = ("what", "at", "market")
    list_select_related = ("member", "by")
    search_fields = ("member__name", "by__name")


@admin.register(NumberList)
class NumberListAdmin(ReadOnly):
    """Who uploaded how many rows, and when; what stands in them is not shown."""

    list_display = ("branch", "file_name", "rows", "uploaded_by", "uploaded_at")
    list_filter = ("branch", "uploaded_at")
    list_select_related = ("branch", "uploaded_by")
    search_fields = ("file_name", "uploaded_by__name")


@admin.register(RecordedNumber)
class RecordedNumberAdmin(ReadOnly):
    list_display = ("member", "number", "former", "reason", "by", "at")
    list_filter = ("at", "market")
    list_select_related = ("member", "by")
    search_fields = ("member__name", "number", "former", "by__name")


@admin.register(TermChange)
class TermChangeAdmin(ReadOnly):
    list_display = (
        "member",
        "market",
        "from_month",
        "effective_month",
        "declared_income_idr",
        "jht",
        "sector",
        "status",
        "asked_by",
        "asked_at",
    )
    list_filter = ("status", "market", "asked_at")
    list_select_related = ("member", "market", "asked_by")
    search_fields = ("member__name", "asked_by__name")


@admin.register(Departure)
class DepartureAdmin(ReadOnly):
    list_display = (
        "member",
        "market",
        "reason",
        "from_month",
        "effective_month",
        "status",
        "ended_at",
        "overtaken_by",
        "asked_by",
    )
    list_filter = ("status", "reason", "market", "asked_at")
    list_select_related = ("member", "market", "asked_by", "overtaken_by")
    search_fields = ("member__name", "asked_by__name")


@admin.register(NikCorrection)
class NikCorrectionAdmin(ReadOnly):
    """That a number was corrected, never the numbers."""

    list_display = ("member", "market", "status", "asked_by", "decided_by", "confirmed_at")
    list_filter = ("status", "market", "asked_at", "confirmed_at")
    list_select_related = ("member", "market", "asked_by", "decided_by")
    search_fields = ("member__name", "asked_by__name")
    exclude = ("nik_key_id", "former_key_id")


for tracked in ("Member", "CoverageTerm", "Placement", "Enrolment"):
    register_history(apps.get_model("members", f"{tracked}Event"))
