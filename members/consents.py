"""Which consent text holds, and who has agreed to it."""

import datetime as dt

from members.models import ConsentText, Member


def in_force(*, on: dt.date) -> ConsentText:
    """The text to be shown on that day. Raises ConsentText.DoesNotExist before the first one."""
    texts = ConsentText.objects.filter(in_force_from__lte=on)
    return texts.order_by("-in_force_from", "-pk")[:1].get()


def given(member: Member, text: ConsentText) -> bool:
    """Whether the member has agreed to that very text."""
    return member.consents.filter(text=text).exists()
