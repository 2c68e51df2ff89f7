"""Erasing the proofs of what a member paid elsewhere, once her own pictures or identity are gone.

A slip shows her name and NIK. The members' job writes that it erased (`members/erasures.py`); this
one reads that and empties the proof. While BPJS has not answered, the slip is what it is asked
with, so it goes only with her identity [policy]. The record and who looked at the proof stay.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from contributions.models import ElsewhereMonth, PaidElsewhere, TransferProof
from members.models import Erasure

AT_ONCE = 500


@transaction.atomic
def sweep(*, at: dt.datetime) -> int:
    """Empty what is due by then; answers how many proofs. It may run twice, be killed, run late."""
    waits = ElsewhereMonth.objects.filter(
        record=OuterRef("pk"), status=ElsewhereMonth.Status.WAITING
    )
    since = Erasure.objects.filter(
        member=OuterRef("member"), at__gte=OuterRef("recorded_at"), at__lte=at
    )
    of_pictures = Exists(since.filter(what=Erasure.What.PICTURES))
    of_identity = Exists(since.filter(what=Erasure.What.IDENTITY))
    due = PaidElsewhere.objects.filter(of_identity | (of_pictures & ~Q(Exists(waits)))).exclude(
        proof__sealed=b""
    )
    proofs = list(due.order_by("recorded_at").values_list("proof", flat=True)[:AT_ONCE])
    return TransferProof.objects.filter(pk__in=proofs).update(sealed=b"")
