"""What BPJS said of the months it was paid for: each is accepted, or rejected with a reason.

A posted remittance protects nobody yet, and BPJS answers only about what it was sent (`unsent.py`).
An accepted month is remitted on the day (WIB) the remittance was posted, and moves cover. What is
rejected: `rejections.py`.

An answer stays. The same one again changes nothing; another one is refused.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from contributions import answers_sql, cover, cover_sql, unsent
from contributions.models import AnswerList, Remittance
from markets import months
from markets.models import Partner, User
from markets.refusals import Refusal

AT_ONCE = 20_000


class UnableToAnswer(Refusal):
    """The answer cannot be recorded; `str()` says what to do.

    `code` is one of: not_yours, not_posted, not_sent, answered, needs_note, not_rejected, settled,
    needs_settlement.
    """


@dataclass(frozen=True)
class Answered:
    """How many months of a remittance were accepted, rejected, or wait for the answer."""

    accepted: int
    accepted_idr: int
    rejected: int
    rejected_idr: int
    waiting: int
    waiting_idr: int


def answered(*, remittance: Remittance) -> Answered:
    """How far BPJS has answered about that remittance."""
    with connection.cursor() as cursor:
        cursor.execute(answers_sql.COUNTED, {"remittance": remittance.pk})
        return Answered(*map(int, cursor.fetchone()))


def may_answer(*, remittance: Remittance, user: User) -> bool:
    """Treasurers of the partner write down what BPJS told them; its branch may do it, too."""
    return user.is_treasurer_of(remittance.partner_id) or user.is_reviewer_of(remittance.partner)


def accept(
    *,
    remittance: Remittance,
    lines: Sequence[int],
    answer_list: AnswerList | None = None,
    by: User,
    at: dt.datetime,
) -> int:
    """BPJS accepted these lines (ids) of it; how many had no answer yet. Raises UnableToAnswer.

    The others stay as they are answered.
    """
    return _accept(remittance, list(lines), answer_list, by, at)


def accept_rest(*, remittance: Remittance, by: User, at: dt.datetime) -> int:
    """BPJS accepted every line without an answer; how many. Raises UnableToAnswer.

    Many lines go in portions, each in its own transaction: stopped halfway, it is called again.
    """
    return _accept(remittance, None, None, by, at)


@transaction.atomic
def lock_posted(*, remittance: Remittance, by: User) -> Remittance:
    """The remittance as it is now, posted, with its partner locked. Raises UnableToAnswer.

    To be called in the transaction that answers: of two who answer one line the second sees it.
    """
    if not may_answer(remittance=remittance, user=by):
        raise UnableToAnswer(
            _("Jawaban BPJS dicatat oleh bendahara mitra ini atau kantor cabangnya."), "not_yours"
        )
    Partner.objects.select_for_update(no_key=True).get(pk=remittance.partner_id)
    found = Remittance.objects.select_related("partner").get(pk=remittance.pk)
    if found.status != Remittance.Status.POSTED:
        raise UnableToAnswer(
            _("Setoran ini belum dibayar, jadi BPJS belum dapat menjawabnya."), "not_posted"
        )
    return found


def posted_on(remittance: Remittance) -> dt.date:
    """The business day (WIB) on which it was posted."""
    assert remittance.posted_at is not None
    return months.law_day(remittance.posted_at)


def _accept(
    remittance: Remittance,
    lines: list[int] | None,
    answer_list: AnswerList | None,
    by: User,
    at: dt.datetime,
) -> int:
    accepted = after = 0
    while True:
        with transaction.atomic():
            locked = lock_posted(remittance=remittance, by=by)
            found = _unanswered(locked, lines, after)
            if found:
                _check_sent(locked, found)
                _write(locked, found, answer_list, by, at)
        accepted += len(found)
        if len(found) < AT_ONCE:
            return accepted
        after = found[-1][0]


def _unanswered(
    remittance: Remittance, lines: list[int] | None, after: int
) -> list[tuple[int, int, int]]:
    asked = {"remittance": remittance.pk, "lines": lines, "after": after, "limit": AT_ONCE}
    with connection.cursor() as cursor:
        cursor.execute(answers_sql.UNANSWERED, asked)
        return list(cursor.fetchall())


def _check_sent(remittance: Remittance, found: list[tuple[int, int, int]]) -> None:
    amount_idr = sum(amount_idr for _line, _member, amount_idr in found)
    if not unsent.may_be_accepted(remittance=remittance, amount_idr=amount_idr):
        raise UnableToAnswer(unsent.not_sent(remittance=remittance), "not_sent")


def _write(
    remittance: Remittance,
    found: list[tuple[int, int, int]],
    answer_list: AnswerList | None,
    by: User,
    at: dt.datetime,
) -> None:
    members = [member for _line, member, _amount_idr in found]
    parameters: dict[str, Any] = {
        "remittance": remittance.pk,
        "lines": [line for line, *_rest in found],
        "members": members,
        "answer_list": answer_list.pk if answer_list else None,
        "by": by.pk,
        "at": at,
        "day": posted_on(remittance),
    }
    with connection.cursor() as cursor:
        cursor.execute(cover_sql.LOCK, parameters)
        cursor.execute(answers_sql.ACCEPT, parameters)
        cursor.execute(answers_sql.MARK_REMITTED, parameters)
    cover.refresh(members=members, on=months.law_day(at))
