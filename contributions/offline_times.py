"""When something happened that a phone tells of later: its clock may be wrong by days.

What the clock said when it was sent tells how wrong it is now; a clock that was wrong by as much
before is put right by that. What then lies outside what is possible is not believed.
"""

import datetime as dt

# A round that was never sent for longer is found by its numbers, not by its times [policy].
NOT_BEFORE = dt.timedelta(days=31)


def believed(
    *,
    told_at: dt.datetime,
    sent_at: dt.datetime | None,
    since: dt.datetime | None,
    at: dt.datetime,
) -> dt.datetime | None:
    """The moment in our time; None where it cannot have been then.

    `told_at` and `sent_at` are of the phone's clock, `at` is when it came. It cannot lie after
    that, nor before `since`, when the phone was registered.
    """
    moment = told_at + (at - sent_at) if sent_at else told_at
    earliest = max(since, at - NOT_BEFORE) if since else at - NOT_BEFORE
    return moment if earliest <= moment <= at else None
