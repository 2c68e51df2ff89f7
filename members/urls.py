from django.urls import URLPattern, URLResolver, include, path

from members.views import (
    cards,
    documents,
    drives,
    enrolments,
    family,
    lane,
    partner_changes,
    review,
    review_leases,
    review_together,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "pendaftaran/ganda/lapor/",
        partner_changes.report_double_enrolment,
        name="report_double_enrolment",
    ),
    path("pendaftaran-ganda/", partner_changes.partner_changes, name="partner_changes"),
    path("pendaftaran-ganda/<int:pk>/", partner_changes.partner_change, name="partner_change"),
    path("pendaftaran/", enrolments.enrolments_mine, name="enrolments_mine"),
    path(
        "pendaftaran/<int:pk>/batalkan/", enrolments.withdraw_enrolment, name="withdraw_enrolment"
    ),
    path(
        "pendaftaran/draf/<uuid:pk>/hapus/",
        enrolments.throw_away_draft,
        name="throw_away_draft",
    ),
    path("peserta/<int:pk>/kartu/", cards.member_card, name="member_card"),
    path("peserta/<int:pk>/kartu/pdf/", cards.member_card_pdf, name="member_card_pdf"),
    path("aktivasi/", drives.drive_list, name="drives"),
    path("aktivasi/baru/", drives.plan_drive, name="plan_drive"),
    path("aktivasi/<int:pk>/", lane.drive_lane, name="drive_lane"),
    path("aktivasi/<int:pk>/ubah/", drives.change_drive, name="change_drive"),
    path("aktivasi/<int:pk>/papan/", drives.drive_live, name="drive_live"),
    path("aktivasi/<int:pk>/tidak-jadi/", lane.count_not_enrolled, name="count_not_enrolled"),
    path("aktivasi/<int:pk>/tidak-jadi/batal/", lane.take_back_count, name="take_back_count"),
    path("peserta/<int:pk>/keluarga/", family.member_family, name="member_family"),
    path("dokumen/<uuid:pk>/", documents.document, name="document"),
    path("dokumen/<uuid:pk>/kecil/", documents.document_small, name="document_small"),
    path("tinjauan/", review.review_queue_page, name="review_queue"),
    path("tinjauan/ekspor/", review.review_queue_export, name="review_queue_export"),
    path("tinjauan/berikutnya/", review_leases.review_next, name="review_next"),
    path("tinjauan/bersama/", review_together.review_groups, name="review_groups"),
    path("tinjauan/bersama/aktivasi/<int:pk>/", review_together.review_drive, name="review_drive"),
    path("tinjauan/bersama/impor/<int:pk>/", review_together.review_import, name="review_import"),
    path("tinjauan/<int:pk>/", review.review_case, name="review_case"),
    path("tinjauan/<int:pk>/nik/", review.reveal_nik, name="reveal_nik"),
    path("tinjauan/<int:pk>/lepas/", review_leases.leave_case, name="leave_case"),
    path("tinjauan/<int:pk>/pegang/", review_leases.hold_case, name="hold_case"),
    path("", include("members.branch_urls")),
    path("", include("members.import_urls")),
    path("ekspor-bpjs/", include("members.worker_export_urls")),
    path("", include("members.poster_urls")),
]
