"""Addresses about one member, and what fills them in."""

from collections.abc import Callable
from typing import Any

OF_A_MEMBER = """
    member_card report_death membership_number member_page member_family record_visit change_member
    change_contact change_occupations change_place ask_term_change ask_nik_correction ask_departure
    member_consent withdraw_consent agree_again suspend_member data_copy reactivate record_elsewhere
"""
MEMBER_ARGUMENTS: dict[str, Callable[[Any], list[Any]]] = dict.fromkeys(
    OF_A_MEMBER.split(), lambda side: [side.member.pk]
)
