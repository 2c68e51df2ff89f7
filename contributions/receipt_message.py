"""The message with which a receipt is sent on."""

from django.utils.translation import gettext as _

from contributions.wording import rupiah
from markets import indonesian


@indonesian.always
def message(*, number: str, amount_idr: int, link: str, is_practice: bool) -> str:
    """That money was received, with the receipt to look at; names nobody."""
    if is_practice:
        return _("LATIHAN, tidak ada uang yang diterima. Kuitansi %(number)s: %(link)s") % {
            "number": number,
            "link": link,
        }
    return _(
        "Terima kasih. Iuran BPJS Ketenagakerjaan %(amount)s sudah kami terima. Kuitansi "
        "%(number)s: %(link)s"
    ) % {"amount": rupiah(amount_idr), "number": number, "link": link}
