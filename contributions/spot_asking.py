"""Who goes and asks a drawn person what she paid: somebody else than who takes her dues.

People of the partner or of its branch take a person from the list, or are sent by a treasurer or
the branch. The list is of this month's draw only; who was not asked by its end is counted as that.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contributions.models import Payment, SpotAnswer, SpotAsker, SpotPerson
from markets import months
from markets.models import Role, User
from markets.refusals import Refusal


class UnableToAsk(Refusal):
    """This person cannot be asked so, or not by her; `str()` says what to do.

    `code` is one of: not_yours, own_takings, taken, answered, over, says_nothing.
    """


def within_reach(*, user: User) -> QuerySet[SpotPerson]:
    """The drawn people whom this user may be sent to: of the own partner, or of the branch's.

    Never those whose dues she takes, or ever took.
    """
    if user.role == Role.REVIEWER:
        place = Q(partner__branch=user.branch_id, partner__branch__isnull=False)
    elif user.role in (Role.COLLECTOR, Role.TREASURER):
        place = Q(partner=user.partner_id)
    else:
        return SpotPerson.objects.none()
    taken = Payment.objects.filter(member=OuterRef("member"), taken_by=user.pk)
    own = Q(collector__isnull=False, collector=user.pk)
    return SpotPerson.objects.filter(place, ~own, ~Exists(taken))


def unanswered(people: QuerySet[SpotPerson], *, on: dt.date) -> QuerySet[SpotPerson]:
    """Those of them who are to be asked this month and have not been."""
    answers = SpotAnswer.objects.filter(person=OuterRef("pk"))
    return people.filter(~Exists(answers), draw__month=months.first_of(on))


def to_be_taken(*, user: User, on: dt.date) -> QuerySet[SpotPerson]:
    """Whom nobody has been sent to, and this user may take."""
    askers = SpotAsker.objects.filter(person=OuterRef("pk"), live=True)
    return unanswered(within_reach(user=user), on=on).filter(~Exists(askers))


def given_to(*, user: User, on: dt.date) -> QuerySet[SpotPerson]:
    """Whom this user is to ask."""
    askers = SpotAsker.objects.filter(person=OuterRef("pk"), live=True, user=user)
    return unanswered(within_reach(user=user), on=on).filter(Exists(askers))


def who_may_ask(*, person: SpotPerson) -> QuerySet[User]:
    """Everybody who can be sent to her, by name."""
    taken = Payment.objects.filter(member=person.member_id, taken_by=OuterRef("pk"))
    return (
        User.objects.filter(
            Q(role__in=[Role.COLLECTOR, Role.TREASURER], partner=person.partner_id)
            | Q(role=Role.REVIEWER, branch=person.partner.branch_id),
            ~Exists(taken),
            is_active=True,
        )
        .exclude(pk=person.collector_id or 0)
        .order_by("name", "pk")
    )


def take(*, person: SpotPerson, by: User, at: dt.datetime) -> SpotAsker:
    """Take her from the list, to ask her oneself. Raises UnableToAsk."""
    _check(person, by, at)
    if _standing(person).exists():
        raise _taken()
    return _give(person, user=by, by=by, at=at)


def send(*, person: SpotPerson, user: User, by: User, at: dt.datetime) -> SpotAsker:
    """Send somebody to her, also in another's place. Raises UnableToAsk."""
    if not (by.is_treasurer_of(person.partner_id) or by.is_reviewer_of(person.partner)):
        raise UnableToAsk(
            _("Penanya ditugaskan oleh bendahara mitra ini atau kantor cabangnya."), "not_yours"
        )
    _check(person, user, at)
    with transaction.atomic():
        for standing in _standing(person).select_for_update(no_key=True):
            _check_unanswered(person)
            if standing.user_id == user.pk:
                return standing
            standing.live = False
            standing.save(update_fields=["live"])
        return _give(person, user=user, by=by, at=at)


def standing_asker(*, person: SpotPerson, by: User, at: dt.datetime) -> SpotAsker:
    """The row that sends `by` to her, locked until the transaction ends. Raises UnableToAsk."""
    _check(person, by, at)
    asker = _standing(person).select_for_update(no_key=True).filter(user=by).first()
    if asker is None:
        raise UnableToAsk(_("Orang ini sekarang ditanya oleh orang lain."), "taken")
    _check_unanswered(person)
    return asker


def _check(person: SpotPerson, user: User, at: dt.datetime) -> None:
    if person.draw.month != months.first_of(months.law_day(at)):
        raise UnableToAsk(_("Bulan cek acak ini sudah lewat."), "over")
    if within_reach(user=user).filter(pk=person.pk).exists():
        return _check_unanswered(person)
    if person.collector_id == user.pk or person.member.payments.filter(taken_by=user).exists():
        raise UnableToAsk(
            _("Yang pernah menerima uangnya tidak boleh menanyainya. Pilih orang lain."),
            "own_takings",
        )
    raise UnableToAsk(_("Orang ini ditanya oleh orang dari mitra atau cabangnya."), "not_yours")


def _check_unanswered(person: SpotPerson) -> None:
    if SpotAnswer.objects.filter(person=person).exists():
        raise UnableToAsk(_("Orang ini sudah ditanya; jawabannya tidak diubah."), "answered")


def _standing(person: SpotPerson) -> QuerySet[Any]:
    return SpotAsker.objects.filter(person=person, live=True)


def _give(person: SpotPerson, *, user: User, by: User, at: dt.datetime) -> SpotAsker:
    try:
        with transaction.atomic():
            return SpotAsker.objects.create(person=person, user=user, given_by=by, at=at)
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> UnableToAsk:
    return UnableToAsk(_("Orang ini sudah diambil orang lain. Pilih yang lain."), "taken")
