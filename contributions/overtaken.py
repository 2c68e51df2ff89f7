"""Months of a final remittance that something known since has overtaken.

A list made now leaves them out by itself (`remittance_lines`); one made before holds them still.
Months after a death BPJS must not get: the list has to be given up. Those of people of whom BPJS
has rejected a month since, for a reason that is not settled, it will likely reject again.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contributions import wording
from contributions.models import LineAnswer, Remittance, RemittanceLine
from members.models import Death, Member

MOST_NAMED = 5


def by_death(*, remittance: Remittance) -> str:
    """Whose months after her death it holds, and what to do; empty where it holds none."""
    deaths = Death.objects.filter(
        member=OuterRef("contribution__member"),
        status__in=Death.STANDING,
        died_on__lt=OuterRef("contribution_month"),
    )
    people = _people(remittance, Exists(deaths))
    return people and _(
        "Setoran ini memuat bulan sesudah peserta meninggal menurut laporan: %(people)s. BPJS "
        "tidak boleh menerimanya. Batalkan setoran ini, lalu susun yang baru. Bila uangnya sudah "
        "terkirim, hubungi BPJS dahulu."
    ) % {"people": people}


def by_rejection(*, remittance: Remittance) -> str:
    """Of whom BPJS rejected a month since, and what to do; empty where it holds no such person."""
    rejections = LineAnswer.objects.filter(
        member=OuterRef("contribution__member"),
        outcome=LineAnswer.Outcome.REJECTED,
        settled_at=None,
    ).exclude(reason=LineAnswer.Reason.PAID_ELSEWHERE)
    people = _people(remittance, Exists(rejections))
    return people and _(
        "BPJS menolak bulan lain dari orang di daftar ini, dan penolakannya belum diselesaikan: "
        "%(people)s. Bila uangnya belum terkirim, batalkan setoran ini, lalu susun yang baru: "
        "bulan mereka menunggu. Bila sudah terkirim, catat saja."
    ) % {"people": people}


def _people(remittance: Remittance, which: Exists) -> str:
    """Name some of those people with their months; empty where there are none."""
    found = (
        RemittanceLine.objects.filter(which, remittance=remittance)
        .select_related("contribution__member")
        .order_by("contribution__member__name", "contribution__member", "contribution_month")
    )
    people: dict[Member, list[dt.date]] = defaultdict(list)
    for line in found:
        people[line.contribution.member].append(line.contribution_month)
    named = [
        f"{member.name} ({wording.month_list(run)})"
        for member, run in list(people.items())[:MOST_NAMED]
    ]
    more = len(people) - len(named)
    if more:
        named.append(_("%(count)d orang lagi") % {"count": more})
    return "; ".join(named)
