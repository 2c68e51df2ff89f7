"""Which consent text holds, and who has agreed to it."""

import datetime as dt
from dataclasses import dataclass

from members.models import ConsentText, Member


@dataclass(frozen=True)
class Part:
    """A heading of a consent text and what stands below it."""

    heading: str
    body: str


def in_force(*, on: dt.date) -> ConsentText:
    """The text to be shown on that day. Raises ConsentText.DoesNotExist before the first one."""
    texts = ConsentText.objects.filter(in_force_from__lte=on)
    return texts.order_by("-in_force_from", "-pk")[:1].get()


def parts(text: ConsentText) -> list[Part]:
    """The text in its parts: a blank line parts them, the first line of each is its heading."""
    blocks = [block.partition("\n") for block in text.body.strip().split("\n\n")]
    return [Part(heading, body) for heading, _newline, body in blocks]


def given(member: Member, text: ConsentText) -> bool:
    """Whether the member has agreed to that very text."""
    return member.consents.filter(text=text).exists()
