"""The addresses of the files of new workers for BPJS."""

from django.urls import URLPattern, URLResolver, path

from members.views import worker_exports

urlpatterns: list[URLPattern | URLResolver] = [
    path("", worker_exports.worker_exports_page, name="worker_exports"),
    path("baru/<int:pk>/", worker_exports.new_worker_export, name="new_worker_export"),
    path("<uuid:pk>/", worker_exports.worker_export, name="worker_export"),
    path("<uuid:pk>/berkas/", worker_exports.worker_export_file, name="worker_export_file"),
]
