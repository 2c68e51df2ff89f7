"""How a payment is read aloud, so that who cannot read hears what she pays before she gives it.

All in words and in Indonesian: a voice reads `Rp16.800` or `2026` one way on this phone and another
way on that.
"""

import datetime as dt

from django.utils.dateformat import format as date_format
from django.utils.translation import gettext as _

from markets import indonesian
from members.models import Member

UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
# From the largest down: how much, its word, and the word for one of it where that is another.
STEPS = (
    (10**12, "triliun", ""),
    (10**9, "miliar", ""),
    (10**6, "juta", ""),
    (1_000, "ribu", "seribu"),
    (100, "ratus", "seratus"),
    (10, "puluh", ""),
)


def number(count: int) -> str:
    """16800 becomes `enam belas ribu delapan ratus`. From nought on."""
    if count < len(UNITS):
        return UNITS[count]
    if count < 20:
        return f"{UNITS[count - 10]} belas"
    size, word, one = next(step for step in STEPS if step[0] <= count)
    many, rest = divmod(count, size)
    head = one if one and many == 1 else f"{number(many)} {word}"
    return f"{head} {number(rest)}" if rest else head


def rupiah(amount_idr: int) -> str:
    """16800 becomes `enam belas ribu delapan ratus rupiah`."""
    return f"{number(amount_idr)} rupiah"


@indonesian.always
def month(value: dt.date) -> str:
    """`November dua ribu dua puluh enam`."""
    return f"{date_format(value, 'F')} {number(value.year)}"


@indonesian.always
def months(values: list[dt.date]) -> str:
    """`dua bulan, Oktober dua ribu dua puluh enam sampai November dua ribu dua puluh enam`."""
    first, last = month(values[0]), month(values[-1])
    span = (
        first if first == last else _("%(first)s sampai %(last)s") % {"first": first, "last": last}
    )
    return _("%(number)s bulan, %(months)s") % {"number": number(len(values)), "months": span}


@indonesian.always
def payment(
    *,
    member: Member,
    paid_months: list[dt.date],
    cash_idr: int,
    credit_idr: int,
    covers_until: dt.date | None,
) -> str:
    """What she pays now, months oldest first, and until when that covers her."""
    said = [f"{member.addressed}.", f"{months(paid_months)}."]
    if credit_idr:
        said.append(_("Dari kelebihan bayar %(amount)s.") % {"amount": rupiah(credit_idr)})
    if cash_idr:
        said.append(_("Bayar tunai %(amount)s.") % {"amount": rupiah(cash_idr)})
    if covers_until:
        day = f"{number(covers_until.day)} {month(covers_until)}"
        said.append(_("Sesudah disetor ke BPJS, terlindungi sampai %(day)s.") % {"day": day})
    return " ".join(said)


@indonesian.always
def total(*, amount_idr: int) -> str:
    """What several pay together."""
    return _("Jumlah semua %(amount)s.") % {"amount": rupiah(amount_idr)}
