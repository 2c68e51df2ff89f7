"""Whether the recurring jobs still run: each leaves its name and the time when it finished."""

import datetime as dt

from contributions.models import FinishedJob


def finished(*, name: str, at: dt.datetime, **outcome: int) -> None:
    """Note that the job finished, and what it counted."""
    FinishedJob.objects.update_or_create(
        name=name, defaults={"finished_at": at, "outcome": outcome}
    )


def oldest(*, at: dt.datetime) -> dt.timedelta | None:
    """How long ago the job that has been silent longest finished; None where none ever did."""
    job = FinishedJob.objects.order_by("finished_at").first()
    return at - job.finished_at if job else None
