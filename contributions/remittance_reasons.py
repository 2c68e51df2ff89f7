"""Why paid months cannot go to BPJS yet, as sentences."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from contributions import wording


def sentence(*, waits_for: str, short: Iterable[str] = (), fees_idr: int = 0) -> str:
    """Why months wait for that (see `remittances.Part`); empty where they wait for nothing.

    Of a shortage: whose hand-overs were `short`, and what fees took that the partner still owes.
    """
    return " ".join(_causes(tuple(short), fees_idr)) or _reasons().get(waits_for, "")


def _causes(short: tuple[str, ...], fees_idr: int) -> Iterable[str]:
    if short:
        told = _("Uang yang diterima kurang: menunggu kekurangan %(names)s dilunasi.")
        yield told % {"names": ", ".join(short)}
    if fees_idr:
        told = _("Biaya penyedia dan bank %(amount)s belum diganti mitra.")
        yield told % {"amount": wording.rupiah(fees_idr)}


def _reasons() -> dict[str, str]:
    return {
        "death": _("Bulan sesudah peserta meninggal menurut laporan; tidak disetor."),
        "handover": _("Masih di tangan kolektor, belum diserahkan."),
        "acceptance": _("Sudah diserahkan, menunggu dihitung bendahara."),
        "rejection": _("BPJS menolak bulan sebelumnya, dan penolakan itu belum dibereskan."),
        "elsewhere": _("Dicatat juga dibayar di tempat lain; menunggu jawaban BPJS."),
        "void_request": _("Pembatalannya diminta dan belum diputuskan."),
        "clearing": _("Dibayar dengan QRIS; uangnya belum cair dari penyedia."),
        "shortage": _("Uang yang diterima kurang dari kuitansinya; menunggu kekurangan dilunasi."),
    }
