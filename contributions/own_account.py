"""Who signs for what a partner's books do by themselves: an account nobody can enter.

It has the partner's name and its own receipt series, so that no person's numbers or counts are
touched by what nobody did by hand.
"""

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from markets import indonesian
from markets.models import Partner, Role, User


@indonesian.always
def of(*, partner: Partner) -> User:
    """The partner's own account, made on first use."""
    username = username_of(partner)
    found = User.objects.filter(username=username).first()
    if found is None:
        account = User(
            username=username,
            name=_("Pembukuan otomatis %(partner)s") % {"partner": partner.name},
            role=Role.TREASURER,
            partner=partner,
            is_active=False,
            password=make_password(None),
        )
        # Somebody else may have made it in the same moment.
        User.objects.bulk_create([account], ignore_conflicts=True)
        found = User.objects.get(username=username)
    return found


def username_of(partner: Partner) -> str:
    """Its name for logging in, with which nobody can; `@` keeps it apart from people's."""
    return f"pembukuan@{partner.pk}"
