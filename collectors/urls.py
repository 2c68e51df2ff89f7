from django.urls import URLPattern, URLResolver, path

from collectors.api.door import door
from collectors.api.phones import PhonesView
from collectors.api.round import RoundView
from collectors.api.session import SessionView
from collectors.api.sync import SyncView
from collectors.views import (
    cash,
    changes,
    consents,
    deaths,
    elsewhere,
    members,
    qris,
    requests,
    returning,
    sheet_transfers,
    sheets,
    territory,
    till,
    unserved,
    worklist,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/session/", door(SessionView), name="phone_session"),
    path("api/v1/phones/", door(PhonesView), name="phones"),
    path("api/v1/round/", door(RoundView), name="phone_round"),
    path("api/v1/sync/", door(SyncView), name="sync"),
    path("kunjungan/", worklist.worklist, name="worklist"),
    path("kunjungan/berikutnya/", worklist.next_unpaid, name="next_unpaid"),
    path("peserta/<int:pk>/", members.member_page, name="member_page"),
    path("peserta/<int:pk>/kunjungan/", members.record_visit, name="record_visit"),
    path("peserta/<int:pk>/ubah/", changes.change_member, name="change_member"),
    path("peserta/<int:pk>/ubah/kontak/", changes.change_contact, name="change_contact"),
    path("peserta/<int:pk>/ubah/pekerjaan/", changes.change_occupations, name="change_occupations"),
    path("peserta/<int:pk>/ubah/tempat/", changes.change_place, name="change_place"),
    path("peserta/<int:pk>/ubah/iuran/", requests.ask_term_change, name="ask_term_change"),
    path("peserta/<int:pk>/ubah/nik/", requests.ask_nik_correction, name="ask_nik_correction"),
    path("peserta/<int:pk>/ubah/berhenti/", requests.ask_departure, name="ask_departure"),
    path("peserta/<int:pk>/meninggal/", deaths.report_death, name="report_death"),
    path(
        "peserta/<int:pk>/dibayar-di-tempat-lain/",
        elsewhere.record_elsewhere,
        name="record_elsewhere",
    ),
    path("peserta/<int:pk>/aktif-lagi/", returning.reactivate, name="reactivate"),
    path("peserta/<int:pk>/salinan-data/", consents.data_copy, name="data_copy"),
    path("peserta/<int:pk>/persetujuan/", consents.member_consent, name="member_consent"),
    path("peserta/<int:pk>/persetujuan/tarik/", consents.withdraw_consent, name="withdraw_consent"),
    path("peserta/<int:pk>/persetujuan/lagi/", consents.agree_again, name="agree_again"),
    path(
        "peserta/<int:pk>/persetujuan/tangguhkan/", consents.suspend_member, name="suspend_member"
    ),
    path("bayar/", till.take_payment_search, name="take_payment_search"),
    path("bayar/bulan/", till.take_payment, name="take_payment"),
    path("bayar/periksa/", till.check_payment, name="check_payment"),
    path("bayar/qris/", qris.ask_qris, name="ask_qris"),
    path("bayar/qris/<uuid:pk>/", qris.qris_charge, name="qris_charge"),
    path("bayar/qris/<uuid:pk>/batalkan/", qris.cancel_qris, name="cancel_qris"),
    path("bayar/selesai/", till.payment_done, name="payment_done"),
    path("lembar/", sheets.collection_sheets, name="collection_sheets"),
    path("lembar/isi/", sheets.fill_sheet, name="fill_sheet"),
    path("lembar/periksa/", sheets.check_sheet, name="check_sheet"),
    path("lembar/transfer/", sheet_transfers.transfer_sheets, name="transfer_sheets"),
    path("lembar/<uuid:pk>/", sheets.collection_sheet, name="collection_sheet"),
    path("uang-saya/", cash.cash_in_hand, name="cash_in_hand"),
    path("uang-saya/serahkan/", cash.hand_over, name="hand_over"),
    path("kuitansi-saya/", cash.my_receipts, name="my_receipts"),
    path("kuitansi-saya/<uuid:pk>/batalkan/", cash.ask_void, name="ask_void"),
    path("penugasan/", territory.coverage, name="coverage"),
    path("penugasan/baru/", territory.assign, name="assign"),
    path("penugasan/<int:pk>/akhiri/", territory.end_assignment, name="end_assignment"),
    path("tanpa-kolektor/", unserved.people_without_collector, name="people_without_collector"),
    path(
        "tanpa-kolektor/ekspor/",
        unserved.people_without_collector_export,
        name="people_without_collector_export",
    ),
    path("pindah/", unserved.moved_members, name="moved_members"),
    path("pindah/ekspor/", unserved.moved_members_export, name="moved_members_export"),
    path("pindah/<int:member>/", territory.settle_moved, name="settle_moved"),
]
