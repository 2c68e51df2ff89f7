"""Who changed what, when: who works here and with which rights, assignments, members, tariffs.

Read from the rows that triggers write at every change, also one made in the admin site or in a
shell; the app's role can neither change nor delete them. Sealed values are in no history. Of what
is private about a member only the fact of the change is told.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions.wording import rupiah
from markets import access, months
from markets.models import User
from markets.sorting import Columns, Order

A_PAGE = 40
AT_ONCE = 500
CREATED = "insert"


@dataclass(frozen=True)
class Kind:
    """A history: the versions of a model, whose they are, and which columns are told.

    `reached` narrows the versions to what a person reaches; `private` columns are told without
    their values; `search` are the columns in which a name is looked for.
    """

    label: Any
    model: str
    reached: Callable[[User], Q]
    search: tuple[str, ...]
    told: tuple[str, ...]
    private: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """One column: what it was (empty where the row is new) and what it became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One change of one row; `by` is empty where nobody was logged in."""

    at: dt.datetime
    by: str
    subject: str
    is_new: bool
    changes: list[Changed]


@dataclass(frozen=True)
class Asked:
    """Which history, of which days (WIB, both included), and a name in it or of who changed it."""

    kind: str
    first_day: dt.date
    last_day: dt.date
    text: str = ""


def _of_users(user: User) -> Q:
    """People whose scope is, or once was, what the person reaches."""
    events = apps.get_model("markets", "UserEvent").objects
    partners = access.partners_of(user)
    within = Q(partner__in=partners)
    if user.partner_id is None:
        within |= Q(branch=user.branch_id) if user.branch_id else Q()
    if not user.partner_id and not user.branch_id:
        return Q()
    return Q(pgh_obj__in=events.filter(within).values("pgh_obj"))


def _of_markets(user: User) -> Q:
    return Q(market__in=access.markets_of(user))


def _of_members(user: User) -> Q:
    return Q(member__market__in=access.markets_of(user))


def _of_partners(user: User) -> Q:
    return Q(pgh_obj__in=access.partners_of(user))


def _of_everybody(_user: User) -> Q:
    return Q()


KINDS = {
    "pengguna": Kind(
        gettext_lazy("Pengguna dan hak"),
        "markets.UserEvent",
        _of_users,
        ("name", "username"),
        ("name", "username", "role", "partner", "branch", "is_active", "is_superuser"),
        private=("phone",),
        related=("partner", "branch"),
    ),
    "penugasan": Kind(
        gettext_lazy("Penugasan"),
        "markets.AssignmentEvent",
        _of_markets,
        ("collector__name", "market__name"),
        ("collector", "market", "block", "first_day", "last_day"),
        related=("collector", "market", "block"),
    ),
    "peserta": Kind(
        gettext_lazy("Peserta"),
        "members.MemberEvent",
        _of_markets,
        ("name", "membership_number"),
        ("name", "status", "market", "occupation", "second_occupation", "membership_number"),
        private=("birth_place", "birth_date", "sex", "mother_name", "address", "phone"),
        related=("market",),
    ),
    "kepesertaan": Kind(
        gettext_lazy("Masa kepesertaan peserta"),
        "members.CoverageTermEvent",
        _of_members,
        ("member__name", "member__membership_number"),
        (
            "member",
            "first_month",
            "last_month",
            "declared_income_idr",
            "jht",
            "sector",
            "payer_kind",
            "approved_on",
        ),
        related=("member",),
    ),
    "tempat": Kind(
        gettext_lazy("Tempat kerja peserta"),
        "members.PlacementEvent",
        _of_markets,
        ("member__name", "member__membership_number", "market__name"),
        ("member", "market", "block", "stall", "first_day", "last_day", "find_here"),
        related=("member", "market", "block", "stall"),
    ),
    "mitra": Kind(
        gettext_lazy("Mitra dan batasnya"),
        "markets.PartnerEvent",
        _of_partners,
        ("name",),
        ("name", "code", "kind", "branch", "handover_hours", "cash_limit_idr"),
        related=("branch",),
    ),
    "tarif": Kind(
        gettext_lazy("Tarif"),
        "contributions.RateEvent",
        _of_everybody,
        ("regulation__name", "programme"),
        ("regulation", "programme", "per_mille", "flat_idr", "first_month", "last_month"),
        related=("regulation",),
    ),
    "dasar-upah": Kind(
        gettext_lazy("Dasar menurut penghasilan"),
        "contributions.IncomeBandEvent",
        _of_everybody,
        ("regulation__name",),
        ("regulation", "income_from_idr", "base_idr", "first_month", "last_month"),
        related=("regulation",),
    ),
    "keringanan": Kind(
        gettext_lazy("Keringanan"),
        "contributions.ReliefEvent",
        _of_everybody,
        ("name", "regulation__name"),
        (
            "name",
            "regulation",
            "programme",
            "sector",
            "multiplier_numerator",
            "multiplier_denominator",
            "first_month",
            "last_month",
        ),
        related=("regulation",),
    ),
}


def columns(asked: Asked) -> Columns:
    """By what it is sorted: the changes of everybody only by when they were made."""
    name = KINDS[asked.kind].search[0]
    found = Columns("-waktu", {"siapa": (name,), "waktu": ("pgh_id",), "oleh": ("by",)})
    return found if asked.text else found.only("waktu")


def page_of(
    *, user: User, asked: Asked, order: Order, page: str | None
) -> tuple[Page[Any], list[Version]]:
    """A page of that history."""
    shown = Paginator(order.of(_rows(user, asked)), A_PAGE).get_page(page)
    return shown, _versions(user, KINDS[asked.kind], list(shown))


def every(*, user: User, asked: Asked, order: Order) -> Iterator[Version]:
    """All of it, so many at once."""
    rows = order.of(_rows(user, asked)).iterator(chunk_size=AT_ONCE)
    while found := list(islice(rows, AT_ONCE)):
        yield from _versions(user, KINDS[asked.kind], found)


def _rows(user: User, asked: Asked) -> QuerySet[Any]:
    kind = KINDS[asked.kind]
    model = apps.get_model(kind.model)
    since, until = months.midnight_before(asked.first_day), months.midnight_after(asked.last_day)
    noted = [KeyTextTransform(key, "pgh_context__metadata") for key in ("user", "by")]
    whose = Cast(Coalesce(*noted), models.BigIntegerField())  # a command notes for whom it ran
    former = model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    found = (
        model.objects.filter(
            kind.reached(user), pgh_created_at__gte=since, pgh_created_at__lt=until
        )
        .annotate(by_user=whose)
        .annotate(
            by=Subquery(User.objects.filter(pk=OuterRef("by_user")).values("name")[:1]),
            former=Subquery(former.order_by("-pgh_id").values("pgh_id")[:1]),
        )
        .select_related(*kind.related)
    )
    if asked.text:
        named = Q(by__icontains=asked.text)
        for column in kind.search:
            named |= Q(**{f"{column}__icontains": asked.text})
        found = found.filter(named)
    return found


def _versions(user: User, kind: Kind, rows: list[Any]) -> list[Version]:
    """What was before counts only where it, too, is within reach."""
    reached = apps.get_model(kind.model).objects.filter(kind.reached(user))
    former = reached.select_related(*kind.related).in_bulk(
        [row.former for row in rows if row.former]
    )
    return [_version(kind, row, former.get(row.former)) for row in rows]


def _version(kind: Kind, row: Any, former: Any) -> Version:
    changes = [
        Changed(_label(row, name), _said(former, name) if former else "", _said(row, name))
        for name in (kind.told if former else kind.told[1:])
        if _said(row, name) != (_said(former, name) if former else "")
        and (former or getattr(row, name) is not False)
    ]
    if former:
        changes += [
            Changed(_label(row, name), "…", "…")
            for name in kind.private
            if getattr(former, name) != getattr(row, name)
        ]
    return Version(
        at=row.pgh_created_at,
        by=row.by or "",
        subject=_said(row, kind.told[0]),
        is_new=row.pgh_label == CREATED,
        changes=changes,
    )


def _label(row: Any, name: str) -> str:
    return str(row._meta.get_field(name).verbose_name)


def _said(row: Any, name: str) -> str:
    """The value in words: a choice's label, a day or month, a sum, a row's name, yes or no."""
    value = getattr(row, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, dt.date):
        return f"{value:%Y-%m}" if name.endswith("_month") else value.isoformat()
    if name.endswith("_idr"):
        return rupiah(value)
    told = getattr(row, f"get_{name}_display", None)
    return str(told() if told else value)
