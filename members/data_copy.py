"""A copy of what is kept about a member, for herself, on her request (UU 27/2022, right of access).

It says what is kept, since when, who used it and until when it stays. Her NIK and her pictures are
named, not copied: the paper is easily lost, and she has her card. What she has paid is added by
the apps above.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from markets.models import Market, User
from members import retention
from members.models import (
    Consent,
    CoverageTerm,
    Document,
    FamilyContact,
    Member,
    PersonalDataView,
    Placement,
)

WHAT = "data_copy"
MOST_VIEWS = 30
# Nobody is meant by these words of a view's kind but who reads them.
KINDS = {
    "nik": _("NIK lengkap"),
    "data_copy": _("salinan data ini"),
    "worker_export": _("berkas untuk BPJS"),
    "remittance_list": _("daftar setoran untuk BPJS"),
    **{str(kind): kind.label for kind in Document.Kind},
}


@dataclass(frozen=True, repr=False)
class Use:
    """Somebody read what screens do not show."""

    what: str
    by: str
    view: PersonalDataView


@dataclass(frozen=True, repr=False)
class Kept:
    """Until when a kind of data stays after a membership, in whole months, and why."""

    what: str
    kept_months: int
    because: str
    surety: str


@dataclass(frozen=True, repr=False)
class DataCopy:
    """Everything but money. Lists hold what was written down in the markets of who asks."""

    member: Member
    has_nik: bool
    family: list[FamilyContact]
    documents: list[Document]
    placements: list[Placement]
    terms: list[CoverageTerm]
    consents: list[Consent]
    uses: list[Use]
    kept: list[Kept]
    at: dt.datetime


@transaction.atomic
def take(*, member: Member, markets: QuerySet[Market], by: User, at: dt.datetime) -> DataCopy:
    """The copy; that it was taken, by whom and when, is kept and stands in it."""
    PersonalDataView.objects.create(
        member=member, market_id=member.market_id, what=WHAT, by=by, at=at
    )
    here = {"market__in": markets}
    views = member.data_views.filter(**here).select_related("by", "market")
    return DataCopy(
        member=member,
        has_nik=bool(member.nik_key_id),
        family=list(member.family.all()),
        documents=list(member.documents.filter(**here).exclude(key_id="")),
        placements=list(
            member.placements.filter(**here).select_related("market", "block", "stall")
        ),
        terms=list(member.terms.order_by("first_month")),
        consents=list(member.consents.filter(**here).select_related("text", "taken_by", "market")),
        uses=[
            Use(str(KINDS.get(view.what, view.what)), view.by.name, view)
            for view in views[:MOST_VIEWS]
        ],
        kept=list(_kept()),
        at=at,
    )


def _kept() -> Iterator[Kept]:
    for period in retention.WAS_INSURED:
        yield Kept(
            what=str(period.what.label),
            kept_months=period.kept_months,
            because=str(period.because),
            surety=str(period.surety.label),
        )
