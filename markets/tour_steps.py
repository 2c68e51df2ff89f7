"""What the tour tells each role first: three things, each on a page of its own."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from markets.models import Role


class Step(NamedTuple):
    """One page of the tour; `picture` is one of the help pages', or empty."""

    title: Any
    text: Any
    picture: str = ""


STEPS: dict[str, tuple[Step, Step, Step]] = {
    Role.COLLECTOR: (
        Step(
            _("Ikuti daftar kunjungan"),
            _(
                "Orang yang belum membayar, berurut seperti Anda berjalan di pasar. Ketuk namanya "
                "untuk menerima iuran atau mencatat kunjungan."
            ),
            "collector-worklist",
        ),
        Step(
            _("Periksa dulu, baru terima uangnya"),
            _(
                "Jumlahnya sudah dihitung; Anda tidak mengetik jumlah. Cocokkan nama, bulan dan "
                "jumlah bersama pembayar, lalu berikan kuitansinya."
            ),
            "collector-last-look",
        ),
        Step(
            _("Serahkan uangnya hari itu juga"),
            _(
                "Uang di tangan Anda selalu tampak di atas. Iuran baru melindungi setelah sampai "
                "di BPJS, jadi serahkan kepada bendahara secepatnya."
            ),
            "collector-cash",
        ),
    ),
    Role.TREASURER: (
        Step(
            _("Hitung uang kolektor"),
            _(
                "Hitung lembar dan keping di depan Anda, tanpa melihat hitungan kolektor. Setelah "
                "itu keduanya dibandingkan."
            ),
            "treasurer-handover",
        ),
        Step(
            _("Setor ke BPJS sebelum tanggal 15"),
            _(
                "Susun setoran dari iuran yang sudah Anda terima, bayar dengan kode bayar dari "
                "BPJS, lalu catat transfer dan jawabannya."
            ),
            "treasurer-remittances",
        ),
        Step(
            _("Putuskan yang keliru"),
            _(
                "Kuitansi yang salah tidak dihapus. Kolektor memintanya dibatalkan, dan Anda "
                "sebagai orang kedua memutuskan."
            ),
            "treasurer-void",
        ),
    ),
    Role.REVIEWER: (
        Step(
            _("Mulai dari antrean"),
            _(
                "Pendaftaran yang menunggu, yang tertua di atas. Batasnya 24 jam; tekan Periksa "
                "yang berikutnya untuk mengambil satu."
            ),
            "reviewer-queue",
        ),
        Step(
            _("Putuskan satu orang pada satu waktu"),
            _(
                "Selama Anda memeriksa, kasus itu milik Anda. Setujui, kembalikan dengan alasan, "
                "atau tolak; yang janggal tampak di samping datanya."
            ),
            "reviewer-case",
        ),
        Step(
            _("Catat nomor peserta"),
            _(
                "Nomor (KPJ) diberi oleh BPJS sesudah disetujui. Catat satu per satu, atau unduh "
                "daftarnya, isi, dan unggah."
            ),
            "reviewer-numbers",
        ),
    ),
    Role.AUDITOR: (
        Step(
            _("Setiap rupiah ada di satu tempat"),
            _(
                "Buku kas mencatat setiap perpindahan uang dengan dokumennya. Anda membaca "
                "semuanya dan tidak mengubah apa-apa."
            ),
            "auditor-books",
        ),
        Step(
            _("Lihat satu hari utuh"),
            _(
                "Tutup hari menunjukkan yang diterima, diserahkan dan disetor, dan memberi tahu "
                "bila ada yang janggal."
            ),
            "auditor-day",
        ),
        Step(
            _("Telusuri siapa mengubah apa"),
            _(
                "Riwayat ditulis oleh basis data sendiri pada setiap perubahan pengguna, "
                "penugasan, peserta, mitra dan tarif."
            ),
            "auditor-histories",
        ),
    ),
    Role.ADMIN: (
        Step(
            _("Anda mengatur orang dan tempat"),
            _(
                "Di situs admin ada pengguna, mitra, pasar, blok dan tempat usaha. Baris tentang "
                "uang hanya dapat dibaca."
            ),
        ),
        Step(
            _("Beri kode, jangan kata sandi"),
            _(
                "Siapa yang baru atau lupa kata sandinya mendapat kode sekali pakai dari Anda, "
                "dan memilih kata sandinya sendiri."
            ),
            "admin-passwords",
        ),
        Step(
            _("Semua yang Anda ubah tercatat"),
            _("Riwayat menyimpan siapa mengubah apa dan kapan, juga perubahan oleh admin."),
        ),
    ),
}
