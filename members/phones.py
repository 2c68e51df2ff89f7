"""Mobile numbers as people write them in Indonesia, and the one way in which we keep them."""

import re

from django.utils.translation import gettext as _

from members.nik import compact

# 08 and eight to eleven digits more; 62 or +62 in place of the 0.
MOBILE = re.compile(r"(?:0|62|\+62)(8[0-9]{8,11})")


class InvalidPhone(ValueError):
    """What was typed is no mobile number."""


def parse(text: str) -> str:
    """The number as +628...; spaces, dashes, dots and brackets are forgiven, empty stays empty.

    Raises InvalidPhone.
    """
    typed = re.sub(r"[()]", "", compact(text))
    if not typed:
        return ""
    match = MOBILE.fullmatch(typed)
    if match is None:
        raise InvalidPhone(_("Nomor HP dimulai dengan 08 dan terdiri atas 10 sampai 13 angka."))
    return f"+62{match[1]}"
