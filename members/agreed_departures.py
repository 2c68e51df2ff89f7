"""A departure that was agreed and has not come, and what a move to another partner makes of it.

Who leaves her work at one market and is met at another wants to be a member there: the move
overtakes the departure, and her term goes on. Who leaves altogether (employed, or by her own wish)
leaves the other partner too, in the month that was agreed.
"""

import datetime as dt

from django.db.models import Q
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _

from members import terms
from members.models import Departure, Member, PartnerChange
from members.models.departure import TO_COME


def to_come(*, member: Member) -> Departure | None:
    """The departure of hers that is agreed and whose month has not ended her yet, if any."""
    return Departure.objects.filter(TO_COME, member=member).first()


def give_way(*, change: PartnerChange) -> None:
    """Let the agreed departure of her who moves come to nothing; the member is locked."""
    member = change.member
    rows = Departure.objects.filter(TO_COME, member=member).exclude(reason__in=Departure.ALTOGETHER)
    if rows.update(overtaken_by=change):
        terms.resume(member=member)


def leaves_before(*, change: PartnerChange) -> dt.date | None:
    """The first month without her, where she leaves before she could move."""
    departure = to_come(member=change.member)
    if departure is None or not _comes_first(departure, change):
        return None
    return departure.effective_month


def told(*, change: PartnerChange) -> str:
    """What both partners and the branch have to know of her departure; empty without one."""
    overtaken = Q(overtaken_by=change)
    if change.status != PartnerChange.Status.CLOSED:
        overtaken |= TO_COME & Q(market__partner=change.from_market.partner_id)
    departure = Departure.objects.filter(overtaken, member=change.member_id).first()
    if departure is None or departure.effective_month is None:
        return ""
    agreed = _("Di %(partner)s sudah disetujui bahwa ia berhenti mulai %(month)s (%(reason)s).") % {
        "partner": change.from_market.partner,
        "month": format_date(departure.effective_month, "F Y"),
        "reason": departure.get_reason_display(),
    }
    return f"{agreed} {_what_follows(departure, change)}"


def _what_follows(departure: Departure, change: PartnerChange) -> str:
    if departure.overtaken_by_id is not None:
        return _("Itu gugur karena ia pindah; kepesertaannya berlanjut.")
    if _comes_first(departure, change):
        return _("Karena itu ia tidak akan dipindahkan.")
    if departure.reason in Departure.ALTOGETHER:
        return _("Kepindahan tidak mengubahnya: ia berhenti juga di mitra yang baru.")
    return _("Itu gugur bila ia pindah paling lambat bulan itu.")


def _comes_first(departure: Departure, change: PartnerChange) -> bool:
    month, moves = departure.effective_month, change.from_month
    if month is None or moves is None:
        return False
    return month < moves or (month == moves and departure.reason in Departure.ALTOGETHER)
