"""What the words of these pages mean, told as one tells a trader."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from markets import indonesian

# The word, and what it means.
MEANINGS: list[tuple[Any, Any]] = [
    (_("Ahli waris"), _("Keluarga yang berhak atas santunan menurut undang-undang.")),
    (_("Aktivasi"), _("Hari pendaftaran di tempat, di pasar atau dengan mobil keliling.")),
    (
        _("Bendahara"),
        _("Orang di pengelola pasar yang menerima uang kolektor dan menyetornya ke BPJS."),
    ),
    (
        _("BPU"),
        _("Bukan Penerima Upah: orang yang bekerja untuk dirinya sendiri, seperti pedagang."),
    ),
    (
        _("Bulan iuran"),
        _("Bulan yang dibayar. Tarifnya mengikuti bulan itu, bukan hari pembayarannya."),
    ),
    (
        _("Dasar iuran"),
        _("Angka tetap menurut rentang penghasilan, dari mana iuran dihitung."),
    ),
    (_("Iuran"), _("Uang yang dibayar setiap bulan supaya terlindungi.")),
    (
        _("Jatuh tempo"),
        _("Hari terakhir membayar: tanggal 15, atau hari kerja sesudahnya bila libur."),
    ),
    (_("JHT"), _("Jaminan Hari Tua: tabungan untuk hari tua, boleh tidak diambil.")),
    (_("JKK"), _("Jaminan Kecelakaan Kerja: pengobatan dan santunan bila celaka saat bekerja.")),
    (_("JKM"), _("Jaminan Kematian: santunan untuk keluarga bila peserta meninggal.")),
    (_("Kantor cabang"), _("Kantor BPJS yang memeriksa dan menyetujui pendaftaran.")),
    (
        _("Kelebihan bayar"),
        _("Uang peserta yang disimpan mitra, dipotong dari iuran berikutnya atau dikembalikan."),
    ),
    (_("Keringanan"), _("Potongan iuran menurut peraturan, untuk bulan-bulan tertentu.")),
    (_("Klaim"), _("Permintaan keluarga agar santunan dibayar.")),
    (_("Kolektor"), _("Orang yang berkeliling di pasar dan menerima iuran.")),
    (_("Kuitansi"), _("Bukti bahwa uang sudah diterima, dengan nomor yang tidak pernah dua kali.")),
    (_("Masa tenggang"), _("Tiga bulan untuk mengejar tunggakan sebelum kepesertaan nonaktif.")),
    (_("Mitra"), _("Pengelola pasar, dinas atau paguyuban yang mendaftarkan dan memungut.")),
    (_("NIK"), _("Nomor 16 angka pada KTP. Satu orang, satu NIK, seumur hidup.")),
    (
        _("Nomor peserta (KPJ)"),
        _("Nomor 11 angka yang diberi BPJS sesudah pendaftaran disetujui."),
    ),
    (
        _("Nonaktif"),
        _("Lebih dari tiga bulan tidak membayar. Dengan membayar aktif lagi, tanpa yang lama."),
    ),
    (_("Pembatalan"), _("Kuitansi yang salah dinyatakan tidak berlaku, oleh orang kedua.")),
    (_("Pendaftaran"), _("Data seseorang yang dikirim ke cabang supaya menjadi peserta.")),
    (_("Pengingat"), _("Tanda bahwa seseorang perlu dikunjungi karena iurannya belum dibayar.")),
    (_("Persetujuan"), _("Izin tertulis dari orangnya supaya datanya boleh dipakai.")),
    (_("Peserta"), _("Orang yang terdaftar di BPJS Ketenagakerjaan.")),
    (_("QRIS"), _("Membayar dengan memindai kode. Baru tercatat setelah bank memberi tahu.")),
    (_("Rekonsiliasi"), _("Mencocokkan catatan dengan mutasi bank, baris demi baris.")),
    (_("Santunan"), _("Uang yang dibayar BPJS kepada peserta atau keluarganya.")),
    (_("Serah terima"), _("Kolektor menyerahkan uang kepada bendahara; keduanya menghitung.")),
    (_("Setoran"), _("Iuran yang dikirim bendahara ke BPJS, dengan daftar orang dan bulannya.")),
    (_("Sidik buku"), _("Kode pendek dari semua catatan sehari; berubah bila ada yang diubah.")),
    (_("Sponsor"), _("Anggaran daerah, perusahaan atau donatur yang membayar iuran orang lain.")),
    (_("Tagihan"), _("Iuran satu orang untuk satu bulan, yang belum dibayar.")),
    (_("Terlindungi s.d."), _("Hari terakhir yang iurannya sudah sampai di BPJS.")),
    (
        _("Titipan"),
        _("Uang yang diterima sebelum pendaftaran disetujui; dikembalikan bila ditolak."),
    ),
    (_("Tunggakan"), _("Bulan-bulan yang sudah lewat dan belum dibayar, paling banyak tiga.")),
]


@dataclass(frozen=True)
class Word:
    """A word as the reader says it, as it stands on Indonesian paper, and what it means."""

    said: str
    indonesian: str
    meaning: str


def words() -> list[Word]:
    """All of them, in the order of the reader's alphabet."""
    found = [Word(str(said), indonesian.text(said), str(meaning)) for said, meaning in MEANINGS]
    return sorted(found, key=lambda word: word.said.casefold())
