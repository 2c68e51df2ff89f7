"""The addresses of QRIS and of what is compared with statements."""

from django.urls import URLPattern, URLResolver, path

from contributions.views import (
    deposits,
    qris_charges,
    qris_codes,
    replenishments,
    statement_lines,
    statements,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("qris/", qris_charges.qris_charges, name="qris_charges"),
    path("qris/ekspor/", qris_charges.qris_charges_export, name="qris_charges_export"),
    path("mutasi/", statements.statements_page, name="statements"),
    path("mutasi/impor/<int:pk>/", statements.statement_import, name="statement_import"),
    path("mutasi/kolom/<int:pk>/", statements.statement_mapping, name="statement_mapping"),
    path("mutasi/baris/", statement_lines.statement_lines, name="statement_lines"),
    path(
        "mutasi/baris/ekspor/",
        statement_lines.statement_lines_export,
        name="statement_lines_export",
    ),
    path("mutasi/baris/<int:pk>/", statement_lines.statement_line, name="statement_line"),
    path("setor-bank/", deposits.deposits, name="deposits"),
    path("setor-bank/ekspor/", deposits.deposits_export, name="deposits_export"),
    path("uang-pengganti/", replenishments.replenishments, name="replenishments"),
    path("uang-pengganti/<int:pk>/", replenishments.replenishment, name="replenishment"),
    path(
        "uang-pengganti/<int:pk>/bukti/",
        replenishments.replenishment_proof,
        name="replenishment_proof",
    ),
    path(
        "uang-pengganti/<int:pk>/putuskan/",
        replenishments.decide_replenishment,
        name="decide_replenishment",
    ),
    path(
        "uang-pengganti/<int:pk>/balik/",
        replenishments.reverse_replenishment,
        name="reverse_replenishment",
    ),
    path("qris/kode/", qris_codes.qris_codes, name="qris_codes"),
    path("qris/kode/rekening/", qris_codes.record_account, name="record_account"),
    path("qris/kode/<int:pk>/", qris_codes.record_qris_code, name="record_qris_code"),
    path("qris/kode/<int:pk>/akhiri/", qris_codes.end_qris_code, name="end_qris_code"),
]
