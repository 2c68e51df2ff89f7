"""What was changed about a member, when and by whom; read from the history of her row."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from markets.models import Market, User
from members.models import Member

SHOWN = ("phone", "address", "occupation", "second_occupation", "status", "membership_number")
VERSIONS = 60


@dataclass(frozen=True, repr=False)
class DataChange:
    """One field that got another value. `by` is empty for what a job did by itself."""

    at: dt.datetime
    by: str
    label: str
    field: str
    before: str
    after: str


def data_changes(*, member: Member, markets: QuerySet[Market]) -> list[DataChange]:
    """The latest changes while she was in these markets, the newest first."""
    user = Cast(KeyTextTransform("user", "pgh_context__metadata"), models.BigIntegerField())
    versions = (
        apps.get_model("members", "MemberEvent")
        .objects.filter(pgh_obj=member, market__in=markets)
        .annotate(by_user=user)
        .annotate(by=Subquery(User.objects.filter(pk=OuterRef("by_user")).values("name")[:1]))
        .order_by("-pgh_id")[:VERSIONS]
    )
    newest_first = list(versions)
    pairs = pairwise(newest_first)
    return [change for later, earlier in pairs for change in _differences(earlier, later)]


def _differences(earlier: Any, later: Any) -> list[DataChange]:
    return [
        DataChange(
            at=later.pgh_created_at,
            by=later.by or "",
            label=str(Member._meta.get_field(name).verbose_name).capitalize(),  # type: ignore[union-attr]
            field=name,
            before=_said(earlier, name),
            after=_said(later, name),
        )
        for name in SHOWN
        if getattr(earlier, name) != getattr(later, name)
    ]


def _said(version: Any, name: str) -> str:
    if name == "status":
        return str(Member.Status(version.status).label)
    return str(getattr(version, name) or "")
