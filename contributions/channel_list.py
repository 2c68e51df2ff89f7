"""The list of a remittance for the payment channel: NIK, name, month and amounts per programme.

The lines are frozen with the remittance. The NIK is opened for each download, and that it was read
is kept for every person on the list. The channel's answers come back in the same columns.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from contributions.models import Remittance, RemittanceLine
from contributions.remittances import UnableToRemit
from markets.models import User
from members import bulk_columns, nik_vault

WHAT = "remittance_list"
AT_ONCE = 2_000
HEADER = (
    bulk_columns.NIK.title,
    bulk_columns.NAME.title,
    "Bulan iuran",
    "JKK",
    "JKM",
    "JHT",
    "Jumlah",
    "Status",
    "Alasan",
)
WIDTHS = (20, 28, 12, 12, 12, 12, 14, 14, 40)
# Words that the answers are read by, offered in the columns of the answer.
CHOICES = {
    HEADER.index("Status"): ("Diterima", "Ditolak"),
    HEADER.index("Alasan"): (
        "NIK tidak dikenal",
        "Sudah dibayar di tempat lain",
        "Terdaftar pada mitra lain",
        "Peserta meninggal",
    ),
}
# What a row needs, of members that may be many and wide.
NEEDED = (
    "contribution_month",
    "amount_idr",
    "contribution__jkk_idr",
    "contribution__jkm_idr",
    "contribution__jht_idr",
    "contribution__member__name",
    "contribution__member__nik_encrypted",
    "contribution__member__nik_key_id",
    "contribution__member__nik_index",
)

READ = """
    INSERT INTO members_personaldataview (member_id, market_id, what, by_id, at)
    SELECT DISTINCT contribution.member_id, contribution.market_id, %(what)s, %(by)s::bigint,
           %(at)s::timestamptz
    FROM contributions_remittanceline line
    JOIN contributions_contribution contribution ON contribution.id = line.contribution_id
    WHERE line.remittance_id = %(remittance)s
"""


@transaction.atomic
def read(*, remittance: Remittance, by: User, at: dt.datetime) -> Iterator[list[str]]:
    """The rows, opened one after the other; who read whose NIK is kept before.

    Raises UnableToRemit, and nik_vault.UnableToOpenNik while the rows are read.
    """
    if not by.is_treasurer_of(remittance.partner_id):
        raise UnableToRemit(_("Daftar setoran diunduh oleh bendahara mitra ini."), "not_yours")
    if remittance.status == Remittance.Status.CANCELLED:
        raise UnableToRemit(_("Setoran ini sudah dibatalkan: susun yang baru."), "not_final")
    parameters: dict[str, Any] = {"what": WHAT, "by": by.pk, "at": at, "remittance": remittance.pk}
    with connection.cursor() as cursor:
        cursor.execute(READ, parameters)
    return _rows(remittance)


def _rows(remittance: Remittance) -> Iterator[list[str]]:
    lines = (
        RemittanceLine.objects.filter(remittance=remittance)
        .select_related("contribution__member")
        .only(*NEEDED)
        .order_by("pk")
    )
    for line in lines.iterator(chunk_size=AT_ONCE):
        contribution = line.contribution
        programmes = (contribution.jkk_idr, contribution.jkm_idr, contribution.jht_idr)
        yield [
            nik_vault.open_(contribution.member),
            contribution.member.name,
            f"{line.contribution_month:%m-%Y}",
            *map(str, programmes),
            str(line.amount_idr),
            "",
            "",
        ]
