"""The numbers in requests to correct a NIK: sealed like the NIK of members."""

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from members import nik_vault, sealing
from members.models import NikCorrection
from members.models.nik_correction import SEALED


def open_(correction: NikCorrection) -> tuple[str, str]:
    """The digits asked for and the former ones; the former are empty once they are forgotten.

    Raises nik_vault.UnableToOpenNik.
    """
    former = ""
    if correction.former_encrypted is not None and correction.former_index is not None:
        former = _opened(
            correction.former_encrypted, correction.former_key_id, correction.former_index
        )
    wished = _opened(correction.nik_encrypted, correction.nik_key_id, correction.nik_index)
    return wished, former


@transaction.atomic
def seal_some_anew(*, most: int = 500) -> int:
    """Seal the numbers of some requests, that an old key sealed, under today's key. How many."""
    rows = NikCorrection.objects.select_for_update().filter(
        ~Q(nik_key_id__in=["", settings.NIK_KEY_ID])
        | ~Q(former_key_id__in=["", settings.NIK_KEY_ID])
    )
    behind = list(rows.order_by("pk")[:most])
    for row in behind:
        wished, former = open_(row)
        row.nik_encrypted, row.nik_key_id = sealing.seal(
            wished.encode(), kind=nik_vault.KIND, row=bytes(row.nik_index)
        )
        if former and row.former_index is not None:
            row.former_encrypted, row.former_key_id = sealing.seal(
                former.encode(), kind=nik_vault.KIND, row=bytes(row.former_index)
            )
        row.save(update_fields=[*SEALED])
    return len(behind)


def _opened(sealed: bytes | memoryview, key_id: str, index: bytes | memoryview) -> str:
    try:
        opened = sealing.open_(bytes(sealed), key_id=key_id, kind=nik_vault.KIND, row=bytes(index))
    except sealing.UnableToOpen as error:
        raise nik_vault.UnableToOpenNik(f"the NIK of a correction: {error}") from None
    return opened.decode()
