"""The message with which a slip is sent on that a phone gave without a signal."""

from django.utils.translation import gettext as _

from markets import indonesian


@indonesian.always
def pattern() -> str:
    """That money was received, on which day, with the number and code it will be found by.

    It names nobody. If the phone is lost, its round is entered anew from what stands here.

    The phone puts in what stands in braces.
    """
    return _(
        "Terima kasih. Iuran BPJS Ketenagakerjaan {amount} ({months}) sudah kami terima. Tanggal: "
        "{day}. Nomor kuitansi: {receipt}. Kode: {code}."
    )
