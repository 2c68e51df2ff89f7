"""Months of a final remittance that a death reported since has overtaken: BPJS must not get them.

A list made now leaves them out by itself (`remittance_lines`); one made before the report holds
them still, and has to be given up.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from contributions import wording
from contributions.models import Remittance, RemittanceLine
from members.models import Death, Member

MOST_NAMED = 5


def sentence(*, remittance: Remittance) -> str:
    """Whose months after her death it holds, and what to do; empty where it holds none."""
    lines = _lines(remittance)
    if not lines:
        return ""
    people: dict[Member, list[dt.date]] = defaultdict(list)
    for line in lines:
        people[line.contribution.member].append(line.contribution_month)
    named = [
        f"{member.name} ({wording.month_list(run)})"
        for member, run in list(people.items())[:MOST_NAMED]
    ]
    more = len(people) - len(named)
    if more:
        named.append(_("%(count)d orang lagi") % {"count": more})
    return _(
        "Setoran ini memuat bulan sesudah peserta meninggal menurut laporan: %(people)s. BPJS "
        "tidak boleh menerimanya. Batalkan setoran ini, lalu susun yang baru. Bila uangnya sudah "
        "terkirim, hubungi BPJS dahulu."
    ) % {"people": "; ".join(named)}


def _lines(remittance: Remittance) -> list[RemittanceLine]:
    deaths = Death.objects.filter(
        member=OuterRef("contribution__member"),
        status__in=Death.STANDING,
        died_on__lt=OuterRef("contribution_month"),
    )
    found = RemittanceLine.objects.filter(Exists(deaths), remittance=remittance)
    return list(
        found.select_related("contribution__member").order_by(
            "contribution__member__name", "contribution__member", "contribution_month"
        )
    )
