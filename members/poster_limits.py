"""How many enrolments may be begun from posters in an hour: a brake for whoever floods a market.

Many phones share one address of their operator, so the limits are generous; counts stand in the
database, so that they hold over all processes, and are forgotten after a day.
"""

import datetime as dt
import hmac
import ipaddress

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from markets.models import Market
from members import sealing
from members.models import PosterUse

MOST_OF_ONE_ADDRESS = 20
MOST_AT_ONE_MARKET = 100
KEPT = dt.timedelta(days=1)
COUNT = """
    INSERT INTO members_posteruse (hour, key, times) VALUES (%s, %s, 1)
    ON CONFLICT (hour, key) DO UPDATE SET times = members_posteruse.times + 1
    RETURNING times
"""


class TooMany(Exception):
    """So many were begun that this one has to wait; `str()` says until when."""


def count(*, address: str, market: Market, at: dt.datetime) -> None:
    """Count one more from that address at that market. Raises TooMany where it is one too many."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    of_address = _counted(b"address " + _network(address).encode(), hour)
    if of_address > MOST_OF_ONE_ADDRESS:
        raise _too_many()  # before the market is counted: one flooder stops no market
    if _counted(b"market " + str(market.pk).encode(), hour) > MOST_AT_ONE_MARKET:
        raise _too_many()


def forget_old(*, at: dt.datetime) -> int:
    """Forget the counts of the day before; answers how many."""
    forgotten, _kinds = PosterUse.objects.filter(hour__lt=at - KEPT).delete()
    return forgotten


def _network(address: str) -> str:
    """The address; of a new-style one the part that one household or phone has to itself."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if read.version == 6:
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)


def _counted(what: bytes, hour: dt.datetime) -> int:
    key = hmac.digest(sealing.derived(settings.NIK_INDEX_KEY, b"poster use"), what, "sha256")
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [hour, key])
        (times,) = cursor.fetchone()
    return int(times)


def _too_many() -> TooMany:
    return TooMany(
        _(
            "Sudah terlalu banyak pendaftaran dari tempat ini pada jam ini. Coba lagi satu jam "
            "lagi, atau datangi kolektor di pasar."
        )
    )
