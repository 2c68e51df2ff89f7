"""Reading personal data that screens do not show: each time leaves a row."""

import datetime as dt

from django.db import transaction

from markets.models import Market, User
from members import nik_vault
from members.models import Member, PersonalDataView

NIK = "nik"


@transaction.atomic
def reveal_nik(*, member: Member, market: Market, by: User, at: dt.datetime) -> str:
    """The member's NIK in full, in its three parts; who read it and when is kept.

    `market` is that of the row from which it was asked for, not the one where she is now.

    Raises nik_vault.UnableToOpenNik; then nothing was read and nothing is kept.
    """
    digits = nik_vault.open_(member)
    PersonalDataView.objects.create(member=member, market=market, what=NIK, by=by, at=at)
    return f"{digits[:6]} {digits[6:12]} {digits[12:]}"
