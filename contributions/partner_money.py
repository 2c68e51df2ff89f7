"""Where a partner's money is by the ledger: what tiles and charts both say.

That is all money in its keeping, dues or not: first dues of people who are not enrolled yet and
surplus as well. What a collector was short of is with her, not with the treasurer who counted it;
what was brought to the bank is there. Money on a final list lies where it lay until it is posted,
and is on its way then until its transfers are recorded.
"""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.utils.translation import gettext_lazy as _

from contributions.models import Place

# In the order in which money travels.
PLACES = {
    Place.COLLECTOR: _("Di tangan kolektor"),
    Place.TREASURER: _("Kas bendahara"),
    Place.PROVIDER_CLEARING: _("Pada penyedia pembayaran"),
    Place.PARTNER_BANK: _("Rekening mitra"),
    Place.MEMBER_CREDIT: _("Kelebihan bayar peserta"),
    Place.ON_ITS_WAY: _("Menuju BPJS, belum ditransfer"),
}
ANSWERING = _("Di BPJS, menunggu jawaban")

HELD = """
    WITH account AS (
        SELECT person.partner_id, place, person.id
        FROM markets_user person CROSS JOIN unnest(ARRAY['collector', 'treasurer']) AS place
        WHERE person.partner_id = ANY(%(partners)s)
          AND NOT (place = 'collector' AND person.id = ANY(%(uncounted)s))
        UNION ALL
        SELECT id, place, id
        FROM unnest(%(partners)s::bigint[]) AS id
        CROSS JOIN unnest(ARRAY['provider_clearing', 'partner_bank']) AS place
    ),
    sum AS (
        SELECT account.partner_id, account.place,
               coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                         WHERE to_place = account.place AND to_id = account.id), 0)
               - coalesce((SELECT sum(amount_idr) FROM contributions_ledgerentry
                           WHERE from_place = account.place AND from_id = account.id), 0)
               AS amount_idr
        FROM account
        UNION ALL
        SELECT partner_id, to_place, amount_idr FROM contributions_ledgerentry
        WHERE to_place IN ('member_credit', 'on_its_way') AND partner_id = ANY(%(partners)s)
        UNION ALL
        SELECT partner_id, from_place, -amount_idr FROM contributions_ledgerentry
        WHERE from_place IN ('member_credit', 'on_its_way') AND partner_id = ANY(%(partners)s)
    )
    SELECT partner_id, place, sum(amount_idr)::bigint FROM sum GROUP BY partner_id, place
"""


def by_partner(
    *, partners: Iterable[int], uncounted: Iterable[int] = ()
) -> dict[int, dict[str, int]]:
    """What lies in each place of each of these partners, in rupiah, in one query.

    The cash of collectors in `uncounted` is left out: who looks has yet to count it.
    """
    wanted = list(partners)
    found: dict[int, dict[str, int]] = {pk: {} for pk in wanted}
    with connection.cursor() as cursor:
        cursor.execute(HELD, {"partners": wanted, "uncounted": list(uncounted)})
        for partner, place, amount_idr in cursor.fetchall():
            found[partner][place] = amount_idr
    return found


def bars(*, held: Mapping[str, int], answering_idr: int) -> list[tuple[str, int]]:
    """What is where, for a chart: every place, then what BPJS has and has not answered about.

    `answering_idr` is what is posted and not answered; what of it was not sent is on its way.
    """
    rows = [(str(label), held.get(place, 0)) for place, label in PLACES.items()]
    # What is posted for months after a death counts as on its way, not as waiting for an answer.
    return [*rows, (str(ANSWERING), max(answering_idr - held.get(Place.ON_ITS_WAY, 0), 0))]
