"""The plan of a drive is sent twice in the same moment."""

import pytest

from members import drives
from members.drives import Plan
from members.models import Drive
from tests.factories import NOON, TODAY, make_collector, make_market, make_treasurer, new_id


@pytest.fixture
def both_have_checked(meet):
    """Each waits, before it writes, until the other is there too."""
    meet((drives, "_values"))


def send_twice(at_once):
    market = make_market()
    said = {
        "id": new_id(),
        "partner": market.partner,
        "planned": Plan(
            place="Halaman depan",
            city="Kabupaten Bogor",
            first_day=TODAY,
            last_day=TODAY,
            target=200,
            markets=[market],
            helpers=[make_collector(market=market)],
        ),
        "by": make_treasurer(partner=market.partner),
        "at": NOON,
    }
    return at_once(*[lambda: drives.plan(**said)] * 2)


def test_sent_twice_at_once_it_is_one_drive(scratch_database, at_once, both_have_checked) -> None:
    first, second = send_twice(at_once)
    assert first == second == Drive.objects.get()
    assert first.helpers.count() == first.markets.count() == 1


def test_without_the_unique_index_there_would_be_two(
    scratch_database, at_once, both_have_checked, meet
) -> None:
    """The negative control."""
    scratch_database.execute_as_owner(
        "ALTER TABLE members_drive DROP CONSTRAINT form_plans_one_drive"
    )
    meet((drives, "_gather"))
    send_twice(at_once)
    assert Drive.objects.count() == 2
