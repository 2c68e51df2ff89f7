"""Which months are said to be paid elsewhere and wait for BPJS's answer?

Asked by whoever would dun for them, take money for them, or let a membership lapse.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contributions import wording
from contributions.models import ElsewhereMonth
from members.models import Member

# A condition on rows named `contribution`.
WAITS = """EXISTS (SELECT FROM contributions_elsewheremonth told
    WHERE told.member_id = contribution.member_id
      AND told.contribution_month = contribution.contribution_month AND told.status = 'waiting')"""
# A condition on rows named `member`: any month of hers.
MEMBER_WAITS = """EXISTS (SELECT FROM contributions_elsewheremonth told
    WHERE told.member_id = member.id AND told.status = 'waiting')"""


def waits() -> Exists:
    """A condition on contributions: the month is said to be paid elsewhere, unconfirmed."""
    return Exists(
        ElsewhereMonth.objects.filter(
            member=OuterRef("member"),
            contribution_month=OuterRef("contribution_month"),
            status=ElsewhereMonth.Status.WAITING,
        )
    )


def was_denied() -> Exists:
    """A condition on contributions: a slip was shown for the month, BPJS knows nothing of it."""
    return Exists(
        ElsewhereMonth.objects.filter(
            member=OuterRef("member"),
            contribution_month=OuterRef("contribution_month"),
            status=ElsewhereMonth.Status.DENIED,
        )
    )


def member_waits() -> Exists:
    """A condition on members: a month of hers is said so."""
    return Exists(
        ElsewhereMonth.objects.filter(member=OuterRef("pk"), status=ElsewhereMonth.Status.WAITING)
    )


def sentence(*, member: Member, asked: Iterable[dt.date]) -> str:
    """Why no money is taken for one of those months: it names the record. Empty without one."""
    told = (
        ElsewhereMonth.objects.filter(
            member=member, contribution_month__in=list(asked), status__in=ElsewhereMonth.LIVE
        )
        .select_related("record__recorded_by")
        .order_by("contribution_month")
    )
    return _sentence(list(told))


def sentences(*, members: Iterable[int]) -> dict[int, str]:
    """The same of all months of each of these members that wait; who has none is missing."""
    told = (
        ElsewhereMonth.objects.filter(
            member__in=list(members), status=ElsewhereMonth.Status.WAITING
        )
        .select_related("record__recorded_by")
        .order_by("contribution_month")
    )
    found: dict[int, list[ElsewhereMonth]] = {}
    for month in told:
        found.setdefault(month.member_id, []).append(month)
    return {member: _sentence(months) for member, months in found.items()}


def _sentence(found: list[ElsewhereMonth]) -> str:
    if not found:
        return ""
    record = found[0].record
    facts = {
        "months": wording.month_list(month.contribution_month for month in found),
        "channel": record.channel_name,
        "day": wording.day(record.paid_on),
        "name": record.recorded_by.name,
    }
    if all(month.status == ElsewhereMonth.Status.CONFIRMED for month in found):
        return (
            _(
                "%(months)s sudah dibayar di %(channel)s pada %(day)s, dan BPJS membenarkannya. "
                "Jangan terima uang untuk bulan itu."
            )
            % facts
        )
    return (
        _(
            "%(months)s tercatat sudah dibayar di %(channel)s pada %(day)s dan menunggu jawaban "
            "BPJS. Jangan terima uang untuk bulan itu. Kalau keliru, minta %(name)s, yang "
            "mencatatnya, menariknya kembali."
        )
        % facts
    )
