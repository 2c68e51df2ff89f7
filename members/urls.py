from django.urls import URLPattern, URLResolver, path

from members.views import enrol, enrolments, family, membership_numbers, review, review_leases

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
    path("peserta/<int:pk>/keluarga/", family.member_family, name="member_family"),
    path("tinjauan/", review.review_queue_page, name="review_queue"),
    path("tinjauan/ekspor/", review.review_queue_export, name="review_queue_export"),
    path("tinjauan/berikutnya/", review_leases.review_next, name="review_next"),
    path("tinjauan/<int:pk>/", review.review_case, name="review_case"),
    path("tinjauan/<int:pk>/nik/", review.reveal_nik, name="reveal_nik"),
    path("nomor-peserta/", membership_numbers.membership_numbers_page, name="membership_numbers"),
    path("nomor-peserta/<int:pk>/", membership_numbers.membership_number, name="membership_number"),
    path("tinjauan/<int:pk>/lepas/", review_leases.leave_case, name="leave_case"),
    path("tinjauan/<int:pk>/pegang/", review_leases.hold_case, name="hold_case"),
]
