"""The addresses at which a person is entered: pages of members that are told the dues from here."""

from typing import Any

from django.urls import URLPattern, URLResolver, path

from contributions import enrolment_dues
from contributions.views import held_dues
from members.views import enrol

TOLD: dict[str, Any] = {"dues_of": enrolment_dues.of}

urlpatterns: list[URLPattern | URLResolver] = [
    path("daftarkan/", enrol.enrol, TOLD, name="enrol"),
    path("daftarkan/<uuid:pk>/", enrol.continue_enrolment, TOLD, name="continue_enrolment"),
    path("daftarkan/impor/<int:pk>/", enrol.enrol_imported, TOLD, name="enrol_imported"),
    path("pendaftaran/<int:pk>/perbaiki/", enrol.mend_enrolment, TOLD, name="mend_enrolment"),
    path("pendaftaran/<int:pk>/iuran-pertama/", held_dues.take_first_dues, name="take_first_dues"),
    path("titipan/", held_dues.held_dues, name="held_dues"),
    path("titipan/ekspor/", held_dues.held_dues_export, name="held_dues_export"),
    path("titipan/<uuid:pk>/", held_dues.first_dues, name="first_dues"),
]
