"""Password reset without e-mail: a one-time code, handed over in person by someone in charge."""

import datetime as dt
import logging
import secrets

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from markets.models import PasswordCode, Role, User

log = logging.getLogger("mitra.accounts")

ALPHABET = (
    "34679ACDEFGHJKMNPQRTUVWXY"  # nothing that looks like another: no 0 O, 1 I L, 2 Z, 5 S, 8 B
)
LENGTH = 8
LIFETIME = dt.timedelta(hours=24)
# Guessing is slowed down by address (the page counts): one that tries for a whole day has fewer
# tries than these, so that nobody ends another person's code. There are 25 ** 8 codes.
MOST_WRONG_TRIES = 1_000


class UnableToIssueCode(Exception):
    """That person may not be given a code by this one."""


class UnableToSpendCode(Exception):
    """No new password was set; `sentences` say why, and never whether the user exists.

    `guessed` says that name and code did not belong together.
    """

    def __init__(self, *sentences: str, guessed: bool = False) -> None:
        super().__init__(*sentences)
        self.sentences = sentences
        self.guessed = guessed


def people_helped_by(user: User) -> QuerySet[User]:
    """The people to whom this user may hand a code; never the user's own account.

    A treasurer helps the collectors and the other treasurers of her partner, a reviewer the
    treasurers of the branch's partners, an admin everybody.
    """
    people = User.objects.filter(is_active=True, practice_of=None).exclude(pk=user.pk)
    if user.role == Role.ADMIN:
        return people
    if user.role == Role.TREASURER:
        return people.filter(role__in=[Role.COLLECTOR, Role.TREASURER], partner=user.partner_id)
    if user.role == Role.REVIEWER:
        return people.filter(role=Role.TREASURER, partner__branch=user.branch_id)
    return people.none()


@transaction.atomic
def issue(*, user: User, by: User, at: dt.datetime) -> str:
    """A new code for that user, told only now; codes issued before stop working.

    Raises UnableToIssueCode where `by` may not help this user.
    """
    if not people_helped_by(by).filter(pk=user.pk).exists():
        raise UnableToIssueCode
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    _live_codes(user, at).update(expires_at=at)
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    PasswordCode.objects.create(
        user=user,
        code_hash=make_password(code),
        issued_by=by,
        issued_at=at,
        expires_at=at + LIFETIME,
    )
    return code


def spend(*, username: str, code: str, new_password: str, at: dt.datetime) -> User:
    """Set the new password of the user whose code this is, and use the code up.

    Raises UnableToSpendCode; a wrong try is counted all the same.
    """
    with transaction.atomic():
        found = (
            PasswordCode.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(user__username=username.strip(), user__is_active=True)
            .filter(used_at=None, expires_at__gt=at, wrong_tries__lt=MOST_WRONG_TRIES)
            .first()
        )
        refusal = _refusal(found, _bare(code), new_password)
        if found is not None and refusal is None:
            found.user.set_password(new_password)
            found.user.save(update_fields=["password"])
            found.used_at = at
            found.save(update_fields=["used_at"])
            return found.user
    # Raised only here, so that the count of wrong tries is kept.
    raise refusal or _wrong_code()


def unacknowledged(*, user: User) -> QuerySet[PasswordCode]:
    """The codes with which this user's password was set anew, as far as she has not seen it."""
    return user.password_codes.filter(
        used_at__isnull=False, acknowledged_at__isnull=True
    ).select_related("issued_by")


def acknowledge(*, user: User, at: dt.datetime) -> None:
    """She has seen with whose codes her password was set anew."""
    unacknowledged(user=user).update(acknowledged_at=at)


def written(code: str) -> str:
    """The code as it is shown and said, in two halves."""
    return f"{code[:4]}-{code[4:]}"


def _refusal(found: PasswordCode | None, code: str, new_password: str) -> UnableToSpendCode | None:
    if found is None:
        make_password(code)  # an unknown name takes as long as a known one
        return _wrong_code()
    if not check_password(code, found.code_hash):
        found.wrong_tries += 1
        found.save(update_fields=["wrong_tries"])
        log.warning("wrong password code: user=%s tries=%s", found.user_id, found.wrong_tries)
        return _wrong_code()
    try:
        validate_password(new_password, found.user)
    except ValidationError as error:
        return UnableToSpendCode(*error.messages)
    return None


def _wrong_code() -> UnableToSpendCode:
    return UnableToSpendCode(
        _(
            "Nama pengguna dan kode ini tidak cocok, atau kodenya sudah tidak berlaku. "
            "Periksa tulisannya, atau minta kode baru."
        ),
        guessed=True,
    )


def _bare(code: str) -> str:
    return "".join(character for character in code.upper() if character.isalnum())


def _live_codes(user: User, at: dt.datetime) -> QuerySet[PasswordCode]:
    return PasswordCode.objects.filter(user=user, used_at=None, expires_at__gt=at)
