"""Rows of drives and posters on one side, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from markets.models import User
from members.models import Campaign, Drive, EnrolmentDraft, Poster
from tests.contributions.money import Cast
from tests.members.activations import make_drive, make_poster, make_waiting


class DriveRows:
    """A drive of today, a poster, and somebody who waits by it."""

    mark: str
    cast: Cast
    users: dict[str, User]

    @cached_property
    def drive(self) -> Drive:
        helpers = [self.cast.collector, self.users["second_collector"]]
        partner = self.cast.partner
        own = Campaign.objects.create(name=self.mark, branch=partner.branch, partner=partner)
        place = f"Halaman {self.mark}"
        return make_drive(market=self.cast.market, place=place, helpers=helpers, campaign=own)

    @cached_property
    def poster(self) -> Poster:
        return make_poster(market=self.cast.market, by=self.cast.treasurer)

    @cached_property
    def waiting(self) -> EnrolmentDraft:
        return make_waiting(poster=self.poster, name=f"Siti {self.mark}")


OF_A_DRIVE = """
    drive_lane change_drive drive_live count_not_enrolled take_back_count review_drive
    drive_report drive_report_export
"""
DRIVE_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    **dict.fromkeys(OF_A_DRIVE.split(), lambda side: [side.drive.pk]),
    "campaign_report": lambda side: [side.drive.campaign_id],
    "campaign_report_export": lambda side: [side.drive.campaign_id],
    "begin_enrolment": lambda side: [side.poster.token],
    "change_poster": lambda side: [side.poster.market_id],
    "poster_print": lambda side: [side.poster.market_id],
    "take_waiting": lambda side: [side.waiting.pk],
    "give_back_waiting": lambda side: [side.waiting.pk],
}
