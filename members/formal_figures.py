"""How many formal workers a branch has: typed in with its day, and kept with who typed it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from markets import months
from markets.models import Branch, Role, User
from members.models import FormalFigure

MOST_PEOPLE = 50_000_000  # more than any branch insures: a slip of the finger
OLDEST = dt.date(2015, 7, 1)  # since when BPJS Ketenagakerjaan insures fully
MOST_SOURCE = 120


class UnableToRecordFigure(Exception):
    """The figure cannot be recorded; the text says why, `field` where it stands."""

    def __init__(self, sentence: str, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def record(
    *, people: int, on: dt.date, source: str = "", by: User, at: dt.datetime
) -> FormalFigure:
    """Put down the figure of that day; the one that stands for it already changes nothing.

    Raises UnableToRecordFigure.
    """
    if by.role != Role.REVIEWER or by.branch_id is None:
        raise UnableToRecordFigure(_("Hanya petugas cabang yang mencatat angka ini."), "people")
    if not 0 <= people <= MOST_PEOPLE:
        raise UnableToRecordFigure(_("Angka itu terlalu besar. Periksa lagi."), "people")
    if not OLDEST <= on <= months.law_day(at):
        raise UnableToRecordFigure(_("Tulis tanggal antara 1 Juli 2015 dan hari ini."), "on")
    source = " ".join(source.split())[:MOST_SOURCE]
    Branch.objects.select_for_update(no_key=True).get(pk=by.branch_id)  # against a double tap
    stands = FormalFigure.objects.filter(branch=by.branch_id, on=on).first()
    if stands is not None and (stands.people, stands.source) == (people, source):
        return stands
    return FormalFigure.objects.create(
        branch_id=by.branch_id, people=people, on=on, source=source, by=by, at=at
    )


def latest(*, branch: int) -> FormalFigure | None:
    """The figure of the latest day of that branch, given by id; of several the last typed."""
    return FormalFigure.objects.filter(branch=branch).first()
