from django.urls import URLPattern, URLResolver, path

from contributions.api.quote import QuoteView
from contributions.views import (
    asked_changes,
    asked_decisions,
    books,
    doubts,
    handovers,
    receipts,
    remittances,
    simulation,
    sponsor_transfers,
    treasury,
    voids,
)
from markets import access

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/quote/", access.public(QuoteView.as_view()), name="quote"),
    path("simulasi/", simulation.simulation, name="simulation"),
    path("kuitansi/<str:token>/", receipts.receipt, name="receipt"),
    path("tagihan-meragukan/", doubts.billing_doubts, name="billing_doubts"),
    path("tagihan-meragukan/ekspor/", doubts.billing_doubts_export, name="billing_doubts_export"),
    path("perubahan/", asked_changes.asked_changes, name="asked_changes"),
    path("perubahan/iuran/<uuid:pk>/", asked_decisions.term_change, name="term_change"),
    path("perubahan/berhenti/<uuid:pk>/", asked_decisions.departure, name="departure"),
    path("perubahan/nik/<uuid:pk>/", asked_decisions.nik_correction, name="nik_correction"),
    path(
        "perubahan/nik/<uuid:pk>/tampilkan/",
        asked_decisions.reveal_corrected_nik,
        name="reveal_corrected_nik",
    ),
    path(
        "perubahan/nik/<uuid:pk>/konfirmasi/",
        asked_decisions.confirm_nik_correction,
        name="confirm_nik_correction",
    ),
    path(
        "perubahan/<slug:kind>/<uuid:pk>/tarik/",
        asked_changes.withdraw_change,
        name="withdraw_change",
    ),
    path("kas/", treasury.treasury, name="treasury"),
    path("uang-di-mitra/", treasury.unremitted_money, name="unremitted_money"),
    path("serah-terima/", handovers.handovers, name="handovers"),
    path("serah-terima/<int:pk>/", handovers.handover, name="handover"),
    path("setoran/", remittances.remittances, name="remittances"),
    path("setoran/susun/", remittances.make_remittance, name="make_remittance"),
    path("setoran/<int:pk>/", remittances.remittance, name="remittance"),
    path("setoran/<int:pk>/putuskan/", remittances.decide_remittance, name="decide_remittance"),
    path("setoran/<int:pk>/ekspor/", remittances.remittance_export, name="remittance_export"),
    path("pembatalan/", voids.voids, name="voids"),
    path("pembatalan/<int:pk>/", voids.void, name="void"),
    path("pembatalan/<int:pk>/tarik/", voids.withdraw_void, name="withdraw_void"),
    path("pembatalan/minta/<uuid:pk>/", voids.ask_void_of_partner, name="ask_void_of_partner"),
    path("transfer-sponsor/", sponsor_transfers.sponsor_transfers, name="sponsor_transfers"),
    path(
        "transfer-sponsor/kuitansi/",
        sponsor_transfers.transfer_receipts,
        name="transfer_receipts",
    ),
    path(
        "transfer-sponsor/<slug:payer>/<slug:month>/",
        sponsor_transfers.book_transfer,
        name="book_transfer",
    ),
    path("buku-kas/", books.books, name="books"),
    path("buku-kas/ekspor/", books.books_export, name="books_export"),
    path("penagihan/", books.billing_runs, name="billing_runs"),
]
