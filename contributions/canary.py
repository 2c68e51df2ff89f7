"""Whether the recurring jobs still run: each leaves its name and the time when it finished."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from contributions.models import FinishedJob


@dataclass(frozen=True)
class Silence:
    """A recurring job and for how long it has been silent; None where it never finished."""

    job: str
    lasted: dt.timedelta | None


def finished(*, name: str, at: dt.datetime, **outcome: int) -> None:
    """Note that the job finished, and what it counted."""
    FinishedJob.objects.update_or_create(
        name=name, defaults={"finished_at": at, "outcome": outcome}
    )


def longest_silence(*, jobs: Collection[str], at: dt.datetime) -> Silence:
    """The longest silence among these jobs; one that never finished is the longest of all."""
    seen = dict(FinishedJob.objects.filter(name__in=jobs).values_list("name", "finished_at"))
    silences = [Silence(job, at - seen[job] if job in seen else None) for job in sorted(jobs)]
    return max(silences, key=_weight)


def _weight(silence: Silence) -> dt.timedelta:
    return dt.timedelta.max if silence.lasted is None else silence.lasted
