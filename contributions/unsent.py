"""What of a posted remittance no transfer has brought to BPJS yet, and what follows from that.

BPJS answers about money it has: what has not been sent is never more than what waits for an answer.
The caller holds the partner's lock, as everybody does who records a transfer or an answer.
"""

from collections.abc import Sequence

from django.db import connection
from django.utils.translation import gettext as _

from contributions import answers_sql, ledger, transfer_differences, wording
from contributions.models import Place, Remittance


def of(*, remittance: Remittance) -> int:
    """How much of it has not been sent, in rupiah."""
    return ledger.balance(Place.ON_ITS_WAY, remittance.pk)


def answerable_idr(*, remittance: Remittance) -> int:
    """For how much of it BPJS has money it has not answered about."""
    return _waiting_idr(remittance) - of(remittance=remittance)


def may_be_accepted(*, remittance: Remittance, amount_idr: int) -> bool:
    """Whether BPJS can have accepted that much more: it was sent that much."""
    unsent_idr = of(remittance=remittance)
    return not unsent_idr or _waiting_idr(remittance) - amount_idr >= unsent_idr


def given_back(*, remittance: Remittance, amounts_idr: Sequence[int]) -> list[bool] | None:
    """Of rejected lines of these amounts, whether each one's money had not been sent.

    Where another person has said why less was sent, what was left out is what is rejected. Else it
    comes back from BPJS, as far as BPJS has got it. None where it has not: a transfer is missing.
    """
    compared = transfer_differences.compared(remittance=remittance)
    unsent_idr, waiting_idr = compared.unsent_idr, _waiting_idr(remittance)
    found = []
    for amount_idr in amounts_idr:
        waiting_idr -= amount_idr
        never_sent = compared.explanation is not None and amount_idr <= unsent_idr
        if never_sent:
            unsent_idr -= amount_idr
        elif waiting_idr < unsent_idr:
            return None
        found.append(never_sent)
    return found


def not_sent(*, remittance: Remittance) -> str:
    """What to say where BPJS is said to have answered about more than it was sent."""
    return _(
        "Dari setoran ini %(amount)s belum ditransfer ke BPJS. Catat dahulu transfernya, atau yang "
        "diperhitungkan BPJS. Kalau dikirim kurang karena ada bulan yang ditolak, orang lain "
        "menjelaskan selisihnya dahulu, lalu catat bulan yang ditolak itu."
    ) % {"amount": wording.rupiah(of(remittance=remittance))}


def _waiting_idr(remittance: Remittance) -> int:
    """For how much BPJS has not answered."""
    with connection.cursor() as cursor:
        cursor.execute(answers_sql.COUNTED, {"remittance": remittance.pk})
        return int(cursor.fetchone()[-1])
