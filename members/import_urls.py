"""The addresses of uploaded lists: the office's, and the collector's who meets their people."""

from django.urls import URLPattern, URLResolver, path

from members.views import imported_people, imports, signed_sheets

urlpatterns: list[URLPattern | URLResolver] = [
    path("daftarkan/impor/", imported_people.imported_people_page, name="imported_people"),
    path(
        "daftarkan/impor/<int:pk>/tidak-mau/",
        imported_people.decline_imported,
        name="decline_imported",
    ),
    path("impor/", imports.imports_page, name="imports"),
    path("impor/contoh/<slug:kind>/", imports.import_template, name="import_template"),
    path("impor/percobaan/", imports.example_list, name="example_list"),
    path("impor/<int:pk>/", imports.bulk_import, name="bulk_import"),
    path("impor/<int:pk>/simpan/", imports.save_import, name="save_import"),
    path("impor/<int:pk>/buang/", imports.throw_away_import, name="throw_away_import"),
    path("impor/<int:pk>/gagal/", imports.failed_rows, name="failed_rows"),
    path("daftarkan/lembar/", signed_sheets.consent_sheet, name="consent_sheet"),
    path("impor/<int:pk>/lembar/", signed_sheets.signed_sheets_page, name="signed_sheets"),
    path("impor/<int:pk>/lembar/cetak/", signed_sheets.sheets_to_sign, name="sheets_to_sign"),
]
