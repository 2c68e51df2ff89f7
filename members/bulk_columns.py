"""The columns of the bulk layout, in one place: templates, uploads, failed rows, export for BPJS.

The titles are the layout's own words: files keep them whatever language the screen speaks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from members.models import BulkImport


@dataclass(frozen=True)
class Column:
    """A column by its key; `example` belongs to somebody who cannot exist."""

    key: str
    title: str
    says: Any
    example: str
    required: bool = True
    width: int = 20


NIK = Column("nik", "NIK", _("16 angka pada KTP, sebagai teks"), "3201014503800000")
NAME = Column("name", "Nama sesuai KTP", _("Paling banyak 120 huruf"), "SITI CONTOH", width=28)
KPJ = Column(
    "membership_number", "Nomor peserta (KPJ)", _("11 angka pada kartu peserta"), "00000000000"
)
MEMBER_SINCE = Column(
    "member_since", "Peserta sejak", _("Bulan menjadi peserta: BB-TTTT"), "02-2025", width=14
)
LAST_PAID = Column(
    "last_month_paid",
    "Bulan iuran terakhir dibayar",
    _("Bulan iuran terakhir yang sudah dibayar: BB-TTTT"),
    "10-2026",
    width=18,
)
MARKET = Column("market", "Pasar", _("Nama atau kode pasar"), "Pasar Contoh")
BLOCK = Column("block", "Blok", _("Nama blok; kosong bila tanpa blok"), "Blok A", required=False)
STALL_KIND = Column(
    "stall_kind",
    "Jenis tempat usaha",
    _("Kios, Los, Pelataran atau Lapak; kosong bila tanpa tempat"),
    "Kios",
    required=False,
    width=14,
)
STALL_NUMBER = Column(
    "stall_number",
    "Nomor tempat usaha",
    _("Seperti tertulis di tempatnya; kosong bila tanpa tempat"),
    "12",
    required=False,
    width=14,
)
REASON = Column("reason", "Alasan", _("Diisi oleh sistem; diabaikan saat diunggah"), "", False, 60)

PERSON = (
    NIK,
    NAME,
    Column("birth_place", "Tempat lahir", _("Paling banyak 80 huruf"), "Bogor"),
    Column("birth_date", "Tanggal lahir", _("HH-BB-TTTT"), "05-03-1980", width=14),
    Column("sex", "Jenis kelamin", _("Perempuan atau Laki-laki (P atau L)"), "Perempuan", width=14),
    Column("mother_name", "Nama gadis ibu kandung", _("Paling banyak 120 huruf"), "IBU CONTOH"),
    Column("address", "Alamat", _("Paling banyak 250 huruf"), "Jalan Contoh 1", width=32),
    Column("phone", "Nomor HP", _("Misalnya 081234567890; boleh kosong"), "081200000000", False),
    Column("occupation", "Pekerjaan", _("Pekerjaan utama"), "Pedagang sayur"),
    Column("second_occupation", "Pekerjaan kedua", _("Boleh kosong"), "", False),
    Column(
        "sector",
        "Sektor",
        _("Bukan transportasi atau Transportasi (pekerjaan utama)"),
        "Bukan transportasi",
    ),
    Column("employs_others", "Menggaji orang lain", _("Ya atau Tidak"), "Tidak", width=12),
    Column(
        "declared_income_idr",
        "Penghasilan sebulan",
        _("Rupiah, tanpa sen: 1500000"),
        "1500000",
        width=16,
    ),
    Column("jht", "Ikut JHT", _("Ya atau Tidak"), "Tidak", width=10),
    Column(
        "payer_kind",
        "Pembayar",
        _("Sendiri, APBN, APBD atau Sponsor lain; kosong berarti sendiri"),
        "Sendiri",
        False,
        14,
    ),
)
PLACE = (MARKET, BLOCK, STALL_KIND, STALL_NUMBER)
STALLS = (
    MARKET,
    Column("block", "Blok", _("Nama blok; dibuat bila belum ada"), "Blok A"),
    STALL_KIND,
    Column(
        "stall_number",
        "Nomor tempat usaha",
        _("Seperti tertulis di tempatnya; kosong bila hanya bloknya yang dibuat"),
        "12",
        required=False,
        width=14,
    ),
)
_LAYOUTS: dict[str, tuple[Column, ...]] = {
    BulkImport.Kind.NEW_WORKERS: (*PERSON, *PLACE),
    BulkImport.Kind.WITH_KPJ: (*PERSON, KPJ, MEMBER_SINCE, LAST_PAID, *PLACE),
    BulkImport.Kind.STALLS: STALLS,
}


def of(kind: str) -> tuple[Column, ...]:
    """The columns of a list of that kind (BulkImport.Kind), in the order of its template."""
    return _LAYOUTS[kind]


def titles(columns: Sequence[Column]) -> list[str]:
    """What stands in the first row."""
    return [column.title for column in columns]


def widths(columns: Sequence[Column]) -> list[int]:
    """How wide the columns are, in characters."""
    return [column.width for column in columns]
