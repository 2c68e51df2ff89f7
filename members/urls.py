from django.urls import URLPattern, URLResolver, include, path

from members.views import cards, enrol, enrolments, family, review, review_leases

urlpatterns: list[URLPattern | URLResolver] = [
    path("daftarkan/", enrol.enrol, name="enrol"),
    path("daftarkan/<uuid:pk>/", enrol.continue_enrolment, name="continue_enrolment"),
    path("pendaftaran/", enrolments.enrolments_mine, name="enrolments_mine"),
    path("pendaftaran/<int:pk>/perbaiki/", enrol.mend_enrolment, name="mend_enrolment"),
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
    path("peserta/<int:pk>/keluarga/", family.member_family, name="member_family"),
    path("tinjauan/", review.review_queue_page, name="review_queue"),
    path("tinjauan/ekspor/", review.review_queue_export, name="review_queue_export"),
    path("tinjauan/berikutnya/", review_leases.review_next, name="review_next"),
    path("tinjauan/<int:pk>/", review.review_case, name="review_case"),
    path("tinjauan/<int:pk>/nik/", review.reveal_nik, name="reveal_nik"),
    path("tinjauan/<int:pk>/lepas/", review_leases.leave_case, name="leave_case"),
    path("tinjauan/<int:pk>/pegang/", review_leases.hold_case, name="hold_case"),
    path("", include("members.branch_urls")),
]
