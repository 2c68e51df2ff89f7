"""Sponsors on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions import sponsor_stops
from contributions.models import ProgrammeStop, Sponsor, SponsorProgramme, SponsorStatement
from members.models import Member
from tests.contributions.money import Cast
from tests.contributions.sponsored import make_sponsor, sponsored_since_november, state
from tests.factories import NOON, NOVEMBER


class SponsorRows:
    """A sponsor with a programme that pays somebody until November, and his statement."""

    mark: str
    cast: Cast

    @cached_property
    def sponsor(self) -> Sponsor:
        return self.programme.sponsor

    @cached_property
    def programme(self) -> SponsorProgramme:
        sponsor = make_sponsor(self.cast, name=f"Dinas {self.mark}")
        programme = sponsored_since_november(self.cast, 1, sponsor=sponsor)
        programme.sponsorships.update(last_month=NOVEMBER)
        Member.objects.filter(sponsorships__programme=programme).update(name=f"Siti {self.mark}")
        return programme

    @cached_property
    def stop(self) -> ProgrammeStop:
        return sponsor_stops.ask(
            programme=self.programme,
            from_month=NOVEMBER,
            reason=f"Surat {self.mark}",
            by=self.cast.treasurer,
            at=NOON,
        )

    @cached_property
    def sponsor_statement(self) -> SponsorStatement:
        return state(self.cast, self.programme)


OF_A_SPONSOR = "sponsor new_programme make_sponsor_statement book_sponsor_transfer"
OF_A_PROGRAMME = "sponsor_programme decide_programme programme_people_export stop_programme"
OF_A_STATEMENT = "sponsor_statement decide_sponsor_statement sponsor_statement_export"
SPONSOR_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    **dict.fromkeys(OF_A_SPONSOR.split(), lambda side: [side.sponsor.pk]),
    **dict.fromkeys(OF_A_PROGRAMME.split(), lambda side: [side.programme.pk]),
    "decide_stop": lambda side: [side.stop.programme_id],
    **dict.fromkeys(OF_A_STATEMENT.split(), lambda side: [side.sponsor_statement.pk]),
}
