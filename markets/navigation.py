"""Where each role finds its pages: the one list behind the bar of every page.

What is made of it stands in `markets/menu.py`.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from markets.auditor_pages import AUDITOR_PAGES
from markets.models import Role
from markets.shared_pages import (
    CHECK_CARD,
    CHECK_RECEIPT,
    CLAIMS,
    CONTROLS,
    DRIVES,
    ELSEWHERE,
    HELD_DUES,
    OFFLINE,
    PHONES,
    RECONCILIATION,
    REFUNDS,
    REPAYMENTS,
    REPLENISHMENTS,
    SPOT_TASKS,
    WORKER_EXPORTS,
)

START_PAGES = {
    Role.COLLECTOR: "worklist",
    Role.TREASURER: "treasury",
    Role.REVIEWER: "review_queue",
    Role.AUDITOR: "books",
    Role.ADMIN: "admin:index",
}

# Label, name of the url, icon.
PAGES: dict[str, list[tuple[Any, str, str]]] = {
    Role.COLLECTOR: [
        (_("Kunjungan"), "worklist", "list"),
        (_("Bayar"), "take_payment_search", "pay"),
        (_("Daftarkan"), "enrol", "enrol"),
        (_("Uang saya"), "cash_in_hand", "cash"),
    ],
    Role.TREASURER: [
        (_("Kas"), "treasury", "cash"),
        (_("Serah terima"), "handovers", "check"),
        (_("Setoran"), "remittances", "pay"),
        (_("Pembatalan"), "voids", "list"),
        (_("Penugasan"), "coverage", "list"),
    ],
    Role.REVIEWER: [
        (_("Antrean"), "review_queue", "list"),
        (_("Nomor peserta"), "membership_numbers", "person"),
        (_("Perubahan"), "asked_changes", "list"),
        (_("Tagihan meragukan"), "billing_doubts", "pay"),
        (_("Uang di mitra"), "unremitted_money", "cash"),
    ],
    Role.AUDITOR: [
        (_("Buku kas"), "books", "cash"),
        (_("Uang di mitra"), "unremitted_money", "cash"),
        (_("Setoran"), "remittances", "pay"),
        (_("Penagihan"), "billing_runs", "list"),
        (_("Pengembalian"), "refunds", "cash"),
    ],
    Role.ADMIN: [
        (_("Situs admin"), "admin:index", "list"),
        (_("Kata sandi"), "people_i_help", "person"),
        (_("Riwayat"), "histories", "list"),
    ],
}

# Pages asked for less often: the last entry of the bar leads to a list of them.
# Label, name of the url, what one does there.
FURTHER_PAGES: dict[str, list[tuple[Any, str, Any]]] = {
    Role.COLLECTOR: [
        (
            _("Dari daftar impor"),
            "imported_people",
            _("Orang yang datanya sudah diunggah kantor dan menunggu persetujuan."),
        ),
        (
            _("Pendaftaran saya"),
            "enrolments_mine",
            _("Lanjutkan yang belum dikirim, perbaiki yang dikembalikan cabang."),
        ),
        (
            _("Pendaftaran ganda"),
            "partner_changes",
            _("NIK yang sudah terdaftar, yang Anda laporkan ke cabang."),
        ),
        (
            _("Dari poster"),
            "waiting_list",
            _("Orang yang mulai mendaftar sendiri dan menunggu ditemui."),
        ),
        HELD_DUES,
        OFFLINE,
        PHONES,
        SPOT_TASKS,
        CHECK_RECEIPT,
        CHECK_CARD,
        REPAYMENTS,
        CLAIMS,
        (
            _("Sponsor segera berakhir"),
            "ending_sponsorships",
            _("Orang yang sebentar lagi membayar sendiri, untuk diberi tahu."),
        ),
    ],
    Role.TREASURER: [
        *RECONCILIATION,
        ELSEWHERE,
        REPAYMENTS,
        *CONTROLS,
        SPOT_TASKS,
        (
            _("Impor daftar"),
            "imports",
            _("Unggah pekerja, atau blok dan tempat usaha, sampai 10.000 baris."),
        ),
        WORKER_EXPORTS,
        (
            _("Sponsor"),
            "sponsors",
            _("Program, tagihan dan transfer dari APBD, perusahaan atau donatur."),
        ),
        (
            _("Transfer tanpa nama sponsor"),
            "sponsor_transfers",
            _("Iuran yang dibayar anggaran, untuk peserta di luar program sponsor."),
        ),
        (
            _("Transfer peserta"),
            "member_transfers",
            _("Catat iuran yang ditransfer peserta sendiri ke rekening mitra."),
        ),
        (_("Setor tunai ke bank"), "deposits", _("Uang kas yang dibawa bendahara ke bank.")),
        REPLENISHMENTS,
        (
            _("Uang di mitra"),
            "unremitted_money",
            _("Iuran yang sudah dipungut tetapi belum disetor, dan yang terancam karenanya."),
        ),
        (
            _("Tanpa kolektor"),
            "people_without_collector",
            _("Orang yang tidak dikunjungi siapa pun, karena bloknya belum ditugaskan."),
        ),
        (
            _("Peserta pindah"),
            "moved_members",
            _("Orang yang pindah pasar, dan uang yang tetap di pasar lama."),
        ),
        (
            _("Pendaftaran ganda"),
            "partner_changes",
            _("Orang yang pindah dari atau ke mitra lain, bila semua setuju."),
        ),
        HELD_DUES,
        OFFLINE,
        PHONES,
        CHECK_RECEIPT,
        CHECK_CARD,
        CLAIMS,
        REFUNDS,
        (_("Penagihan"), "billing_runs", _("Siapa ditagih bulan ini, siapa tidak, dan mengapa.")),
        DRIVES,
        (
            _("Poster"),
            "posters",
            _("Cetak poster pasar: orang memindai kodenya dan mulai mendaftar sendiri."),
        ),
        (_("Buku kas"), "books", _("Setiap rupiah, dari mana ke mana.")),
        (
            _("Bantu kata sandi"),
            "people_i_help",
            _("Beri kode kepada kolektor yang lupa kata sandinya."),
        ),
    ],
    Role.REVIEWER: [
        *RECONCILIATION,
        REPLENISHMENTS,
        ELSEWHERE,
        *CONTROLS,
        SPOT_TASKS,
        (_("Serah terima"), "handovers", _("Uang kolektor yang dihitung dan diterima bendahara.")),
        (
            _("Angka cabang"),
            "branch_figures",
            _("Yang menunggu, diputuskan dan terdaftar, dan berapa lama keputusannya."),
        ),
        CHECK_RECEIPT,
        CHECK_CARD,
        CLAIMS,
        REFUNDS,
        (
            _("Pendaftaran ganda"),
            "partner_changes",
            _("Orang yang diinginkan dua mitra, dan kepindahannya."),
        ),
        (
            _("Kepesertaan belum dikonfirmasi"),
            "unconfirmed_memberships",
            _("Peserta lama yang bulan bayarnya belum dicocokkan dengan BPJS."),
        ),
        DRIVES,
        WORKER_EXPORTS,
        (_("Setoran"), "remittances", _("Daftar setoran setiap mitra kepada BPJS.")),
        (_("Pembatalan"), "voids", _("Kuitansi yang diminta untuk dibatalkan.")),
        (_("Penagihan"), "billing_runs", _("Siapa ditagih bulan ini, siapa tidak, dan mengapa.")),
        (
            _("Kata sandi"),
            "people_i_help",
            _("Beri kode kepada bendahara yang lupa kata sandinya."),
        ),
        (
            _("Sponsor"),
            "sponsors",
            _("Siapa membayar untuk siapa, sampai kapan, dan tagihannya."),
        ),
    ],
    Role.AUDITOR: [
        *RECONCILIATION,
        ELSEWHERE,
        *CONTROLS,
        CHECK_RECEIPT,
        REPAYMENTS,
        HELD_DUES,
        OFFLINE,
        PHONES,
        CLAIMS,
        *AUDITOR_PAGES,
    ],
}
