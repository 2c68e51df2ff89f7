"""The messages a collector can send from her own WhatsApp, already written."""

from django.utils.translation import gettext as _

from contributions.wording import rupiah
from markets import indonesian


@indonesian.always
def reminder(*, name: str, market: str, months: int, amount_idr: int) -> str:
    """That dues are open; names no other data of the person."""
    return _(
        "Selamat siang, %(name)s. Iuran BPJS Ketenagakerjaan Anda di %(market)s belum dibayar "
        "%(months)d bulan, jumlahnya %(amount)s. Kapan saya bisa datang?"
    ) % {"name": name, "market": market, "months": months, "amount": rupiah(amount_idr)}


@indonesian.always
def greeting(*, name: str, market: str) -> str:
    """To somebody who owes nothing now."""
    return _("Selamat siang, %(name)s. Saya kolektor iuran BPJS Ketenagakerjaan di %(market)s.") % {
        "name": name,
        "market": market,
    }
