"""What a reviewer must say when she returns or refuses an enrolment, and whether she said it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from markets.refusals import Refusal
from members.models import RejectionReason, ReturnReason

MOST_REASON = 500
MOST_NOTE = 160


class UnclearReason(Refusal):
    """What was said is not enough for who must act on it; the text says what to add."""


@dataclass(frozen=True)
class Said:
    """Codes in the order of their list, notes by code, and free words."""

    codes: list[str]
    notes: dict[str, str]
    reason: str


def of_return(codes: Iterable[str] | None, notes: Mapping[str, str], reason: str) -> Said:
    """At least one thing to mend, each perhaps with a note. A note names its thing by itself.

    Without any `codes` (None, not an empty choice) or notes it is `other`, which says nothing
    without words. Raises UnclearReason.
    """
    kept = {code: note.strip() for code, note in notes.items() if note.strip()}
    named = {*(codes or ()), *kept}
    if codes is None and not kept:
        named = {ReturnReason.OTHER}
    if not named or not named <= set(ReturnReason.values):
        raise UnclearReason(_("Pilih paling sedikit satu hal yang harus diperbaiki."), "no_code")
    if any(len(note) > MOST_NOTE for note in kept.values()):
        raise UnclearReason(_("Catatan paling banyak 160 huruf."), "long_note")
    reason = _short_enough(reason)
    if named == {ReturnReason.OTHER} and not (reason or kept):
        raise _no_words()
    return Said([code for code in ReturnReason.values if code in named], kept, reason)


def of_rejection(code: str, reason: str) -> Said:
    """One code and a sentence. Raises UnclearReason."""
    if code not in RejectionReason.values:
        raise UnclearReason(_("Pilih mengapa pendaftaran ini ditolak."), "no_code")
    reason = _short_enough(reason)
    if not reason:
        raise _no_words()
    return Said([code], {}, reason)


def _short_enough(reason: str) -> str:
    reason = reason.strip()
    if len(reason) > MOST_REASON:
        raise UnclearReason(_("Alasan paling banyak 500 huruf."), "long_reason")
    return reason


def _no_words() -> UnclearReason:
    return UnclearReason(
        _("Tulis alasannya, supaya kolektor tahu apa yang harus dilakukan."), "no_reason"
    )
