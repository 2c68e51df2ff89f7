"""`manage.py rotate_nik_key`: seal all anew under today's key, so that old keys can go."""

from typing import Any

from django.core.management import BaseCommand

from contributions import answer_lists, transfer_proofs
from members import (
    document_vault,
    drafts,
    exporting,
    import_seals,
    nik_correction_vault,
    nik_vault,
    number_lists,
)

SEALERS = (
    nik_vault,
    nik_correction_vault,
    drafts,
    document_vault,
    import_seals,
    number_lists,
    exporting,
    answer_lists,
    transfer_proofs,
)


class Command(BaseCommand):
    help = "Seals under NIK_KEY_ID what is still sealed under one of NIK_OLD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Safe to run again and to break off; says how many it sealed anew."""
        total = 0
        while done := self._seal_some_anew():
            total += done
        self.stdout.write(
            f"{total} NIK, drafts, documents, lists, exports, proofs sealed anew under today's key."
        )

    def _seal_some_anew(self) -> int:
        return sum(job.seal_some_anew() for job in SEALERS)
