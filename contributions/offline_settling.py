"""What a treasurer settles of cash that was taken without a signal, and says how."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from contributions.models import OfflinePayment
from markets.models import User
from markets.refusals import Refusal

LONGEST_NOTE = 300


class UnableToSettle(Refusal):
    """It cannot be settled so; nothing was written. `code` is one of: not_yours, no_note, settled,
    nothing_to_settle."""


@transaction.atomic
def settle(*, offline: OfflinePayment, note: str, by: User, at: dt.datetime) -> OfflinePayment:
    """Write down what was done about it. The money moves by itself. Raises UnableToSettle."""
    row = OfflinePayment.objects.select_for_update(of=("self",), no_key=True).get(pk=offline.pk)
    note = note.strip()[:LONGEST_NOTE]
    if not by.is_treasurer_of(row.partner_id):
        raise UnableToSettle(_("Hanya bendahara mitra ini yang menyelesaikannya."), "not_yours")
    if not row.flag:
        raise UnableToSettle(_("Tidak ada yang perlu diselesaikan."), "nothing_to_settle")
    if row.settled_at is not None:
        raise UnableToSettle(_("Ini sudah diselesaikan."), "settled")
    if not note:
        raise UnableToSettle(_("Tulis apa yang sudah dilakukan."), "no_note")
    row.note, row.settled_by, row.settled_at = note, by, at
    row.save(update_fields=["note", "settled_by", "settled_at"])
    return row
