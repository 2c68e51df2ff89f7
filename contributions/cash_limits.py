"""How much cash a collector may hold before she hands it over: the partner's limit.

Judged is what she would hold after the payment, not before it [policy]. So no payment leaves more
in her hands than the partner allows, however large it is, and the page can say beforehand how much
she may still take. One payment above the whole limit cannot be taken in cash at all: fewer months,
or a transfer. Counted is all that lies on her account: cash in a waiting hand-over is still hers,
and so is what was short.
"""

from django.utils.translation import gettext as _

from contributions import ledger, wording
from contributions.models import Place
from markets.models import Partner, User

NO_LIMIT = 0


def refusal(*, holds_idr: int, takes_idr: int, limit_idr: int) -> str:
    """Why so much more cash cannot be taken, and what to do; empty where it can."""
    if limit_idr == NO_LIMIT or takes_idr <= 0 or holds_idr + takes_idr <= limit_idr:
        return ""
    figures = {
        "holds": wording.rupiah(holds_idr),
        "takes": wording.rupiah(takes_idr),
        "limit": wording.rupiah(limit_idr),
    }
    if takes_idr > limit_idr:
        return (
            _(
                "%(takes)s lebih dari batas uang tunai di tangan kolektor (%(limit)s). Terima "
                "lebih sedikit bulan, atau minta peserta mentransfer ke rekening mitra."
            )
            % figures
        )
    return (
        _(
            "Uang di tangan Anda %(holds)s; dengan %(takes)s ini menjadi lebih dari batas "
            "%(limit)s. Jangan terima uangnya dulu: serahkan uang kepada bendahara, lalu terima "
            "lagi."
        )
        % figures
    )


def refusal_of_taken(*, holder: User, partner: Partner, taken_idr: int) -> str:
    """The same for cash whose moves stand in this transaction, before it is committed.

    Call it after the holder's receipt number was taken: until the transaction ends nobody else
    takes one, so two phones of one collector cannot pass the limit together.
    """
    if partner.cash_limit_idr == NO_LIMIT:
        return ""
    holds_idr = ledger.balance(Place.COLLECTOR, holder.pk)
    return refusal(
        holds_idr=holds_idr - taken_idr, takes_idr=taken_idr, limit_idr=partner.cash_limit_idr
    )
