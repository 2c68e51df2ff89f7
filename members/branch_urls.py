"""The branch's addresses besides its queue."""

from django.urls import URLPattern, URLResolver, path

from members.views import (
    branch_figures,
    earlier_memberships,
    membership_numbers,
    number_lists,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("cabang/", branch_figures.branch_figures_page, name="branch_figures"),
    path("cabang/unduh/", branch_figures.branch_figures_export, name="branch_figures_export"),
    path("cabang/formal/", branch_figures.formal_figure, name="formal_figure"),
    path(
        "kepesertaan-sebelumnya/",
        earlier_memberships.unconfirmed_memberships,
        name="unconfirmed_memberships",
    ),
    path(
        "kepesertaan-sebelumnya/tabel/",
        earlier_memberships.unconfirmed_memberships_export,
        name="unconfirmed_memberships_export",
    ),
    path(
        "kepesertaan-sebelumnya/<int:pk>/",
        earlier_memberships.settle_membership,
        name="settle_membership",
    ),
    path("nomor-peserta/", membership_numbers.membership_numbers_page, name="membership_numbers"),
    path(
        "nomor-peserta/tabel/",
        membership_numbers.membership_numbers_export,
        name="membership_numbers_export",
    ),
    path("nomor-peserta/daftar/", number_lists.list_to_fill_in, name="list_to_fill_in"),
    path("nomor-peserta/unggah/", number_lists.upload_numbers, name="upload_numbers"),
    path("nomor-peserta/unggah/<uuid:pk>/", number_lists.number_list, name="number_list"),
    path(
        "nomor-peserta/unggah/<uuid:pk>/gagal/",
        number_lists.failed_numbers,
        name="failed_numbers",
    ),
    path("nomor-peserta/<int:pk>/", membership_numbers.membership_number, name="membership_number"),
]
