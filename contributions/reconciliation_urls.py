"""The addresses of QRIS and of what is compared with statements."""

from django.urls import URLPattern, URLResolver, path

from contributions.views import qris_codes

urlpatterns: list[URLPattern | URLResolver] = [
    path("qris/kode/", qris_codes.qris_codes, name="qris_codes"),
    path("qris/kode/rekening/", qris_codes.record_account, name="record_account"),
    path("qris/kode/<int:pk>/", qris_codes.record_qris_code, name="record_qris_code"),
    path("qris/kode/<int:pk>/akhiri/", qris_codes.end_qris_code, name="end_qris_code"),
]
