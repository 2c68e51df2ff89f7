"""Pages that several roles find in their lists: label, name of the url, what it is for."""

from django.utils.translation import gettext_lazy as _

# What several roles look up for who is on the telephone.
CHECK_RECEIPT = (
    _("Periksa kuitansi"),
    "check_receipt",
    _("Nomor dan kode kuitansi, dibacakan lewat telepon."),
)
CHECK_CARD = (
    _("Periksa kartu"),
    "check_card",
    _("Kode pada kartu buku pedagang, dibacakan lewat telepon."),
)

SPOT_TASKS = (
    _("Tanya pedagang"),
    "spot_tasks",
    _("Orang yang diundi, untuk ditanya apa yang mereka bayar."),
)
CONTROLS = [
    (
        _("Tutup hari"),
        "daily_closes",
        _("Yang diterima, diserahkan dan disetor sehari, dan yang janggal."),
    ),
    (
        _("Selisih kas"),
        "cash_differences",
        _("Kurang dan lebih pada serah terima yang belum selesai."),
    ),
    (
        _("Cek acak"),
        "spot_checks",
        _("Siapa diundi dan ditanya, dan di mana jawabannya berbeda dari buku."),
    ),
]
REPAYMENTS = (
    _("Pengembalian dana"),
    "repayments",
    _("Kelebihan bayar yang dikembalikan, dengan dua orang dan tanda tangan."),
)

HELD_DUES = (
    _("Titipan iuran pertama"),
    "held_dues",
    _("Iuran yang diterima sebelum cabang memutuskan, dan yang harus dikembalikan."),
)
OFFLINE = (
    _("Tanpa sinyal"),
    "offline_cash",
    _("Uang tunai yang diterima tanpa sinyal, dan yang perlu diselesaikan."),
)
PHONES = (
    _("Ponsel"),
    "phone_list",
    _("Ponsel yang memberi kuitansi tanpa sinyal, dan yang hilang."),
)
CLAIMS = (
    _("Klaim keluarga"),
    "claims",
    _("Kematian yang dilaporkan, dan klaim yang sedang diurus."),
)
ELSEWHERE = (
    _("Dibayar di tempat lain"),
    "elsewhere_records",
    _("Iuran yang dibayar di bank, gerai atau aplikasi, dan menunggu jawaban BPJS."),
)
REFUNDS = (
    _("Pengembalian kepada keluarga"),
    "refunds",
    _("Iuran yang dibayar sesudah bulan meninggal, dan harus dikembalikan."),
)
DRIVES = (
    _("Aktivasi"),
    "drives",
    _("Rencanakan pendaftaran di tempat, lihat hasilnya selagi berlangsung."),
)
WORKER_EXPORTS = (
    _("Ekspor untuk BPJS"),
    "worker_exports",
    _("Pekerja baru yang sudah disetujui, sebagai berkas untuk SIPP."),
)
REPLENISHMENTS = (
    _("Uang pengganti dari mitra"),
    "replenishments",
    _("Biaya yang diambil dari uang peserta, dan uang mitra sendiri yang menggantinya."),
)
RECONCILIATION = [
    (_("Rekonsiliasi"), "statements", _("Mutasi bank dan penyedia, dicocokkan dengan catatan.")),
    (_("Tagihan QRIS"), "qris_charges", _("Kode yang menunggu, masuk dan kedaluwarsa.")),
    (_("QRIS dan rekening"), "qris_codes", _("Kode QRIS setiap pasar, dan rekening mitra.")),
]
