"""What a month's billing leaves behind."""

from contributions.models import BillingDoubt, BillingRun
from markets.models import Market, User
from members.models import Member
from tests.factories import NOON, NOVEMBER


def make_billing_run(*, market: Market) -> BillingRun:
    """November is billed there."""
    done = BillingRun.Status.DONE
    return BillingRun.objects.create(
        market=market, month=NOVEMBER, status=done, created_at=NOON, finished_at=NOON
    )


def make_doubt(*, member: Member, owner: User) -> BillingDoubt:
    """Nobody knows what she owes for November."""
    return BillingDoubt.objects.create(
        member=member,
        market=member.market,
        month=NOVEMBER,
        reason=BillingDoubt.Reason.NO_TERM,
        owner=owner,
        opened_at=NOON,
    )
