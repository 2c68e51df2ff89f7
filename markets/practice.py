"""What a practice account may send: its own small market, and nothing that reaches beyond it.

Reading is bounded by scope as for everybody (`markets.access`). Sending is bounded by this list,
so that a page that is new, or that knows banks, sponsors, lists or other partners, is closed here
until somebody has thought about it.
"""

from markets.models import User

# By name of the url.
MAY_SEND = frozenset(
    {
        "account",
        "ask_void",
        "continue_enrolment",
        "daily_close",
        "enrol",
        "hand_over",
        "handover",
        "make_remittance",
        "practise",
        "record_visit",
        "take_payment",
        "throw_away_draft",
        "tour",
        "void",
        "withdraw_void",
    }
)


def may_send(*, user: User, address: str | None) -> bool:
    """Whether this person may send something to the address of that name."""
    return user.practice_of_id is None or address in MAY_SEND
