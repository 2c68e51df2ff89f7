"""A phone that was lost and what it took, and what fills in their addresses."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

from contributions import lost_phones
from contributions.models import OfflinePayment, Phone
from tests.contributions import offline
from tests.contributions.money import Cast
from tests.factories import NOON


class PhoneRows:
    """A phone, lost, and cash of it that fits no month."""

    mark: str
    cast: Cast

    @cached_property
    def phone(self) -> Phone:
        phone = offline.make_phone(self.cast)
        reason = f"Hilang {self.mark}"
        return lost_phones.declare(phone=phone, reason=reason, by=self.cast.treasurer, at=NOON)

    @cached_property
    def offline_payment(self) -> OfflinePayment:
        member = self.cast.member(name=f"Siti {self.mark}")
        told = offline.told(member, phone=self.phone, number=1, total_idr=9_000)
        return offline.send(self.cast, told, phone=self.phone).payment.offline


PHONE_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = {
    "phone": lambda side: [side.phone.pk],
    "slip_search": lambda side: [side.phone.pk],
    "enter_slip": lambda side: [side.phone.pk, side.member.pk],
    "offline_payment": lambda side: [side.offline_payment.pk],
}
