"""Whether what was transferred is what was listed, and what another person says of a difference.

What differs stays named, explained or not. An explanation is of just that difference: with another
transfer the difference is another one, and waits for its own.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from contributions import another_person, ledger, wording
from contributions.models import (
    LedgerEntry,
    Place,
    Remittance,
    RemittanceTransfer,
    TransferExplanation,
)
from markets.models import Partner, User
from markets.refusals import Refusal
from markets.sorting import Columns

# Some a month: all of them are sorted quickly. Those with a difference nobody has explained come
# first, the longest posted before the others; then the latest.
COLUMNS = Columns(
    first="perhatian",
    fields={
        "perhatian": ("waiting_since", "-made_at", "-pk"),
        "nomor": ("pk",),
        "mitra": ("partner__name",),
        "disusun": ("made_at",),
        "status": ("status",),
        "kode": ("payment_code",),
        "bulan": ("months",),
        "jumlah": ("amount_idr",),
    },
)


class UnableToExplain(Refusal):
    """The difference cannot be explained so; `str()` says what to do.

    `code` is one of: not_yours, own_transfer, moved, needs_reason, explained.
    """


@dataclass(frozen=True)
class Compared:
    """A remittance's list and its transfers, in rupiah; below zero the difference is missing.

    `unsent_idr` is what the next transfer should bring: what is missing, but for what BPJS rejected
    before it was sent.
    """

    listed_idr: int
    transferred_idr: int
    set_off_idr: int
    unsent_idr: int
    rows: list[RemittanceTransfer]
    explanation: TransferExplanation | None

    @property
    def difference_idr(self) -> int:
        """What arrived minus what is listed; never more than nothing."""
        return self.transferred_idr + self.set_off_idr - self.listed_idr

    @property
    def difference(self) -> str:
        """The difference in words; empty where there is none."""
        return in_words(self.difference_idr, unsent_idr=self.unsent_idr)


def in_words(difference_idr: int, *, unsent_idr: int) -> str:
    """The difference as it is shown; empty where there is none."""
    if not difference_idr:
        return ""
    if not unsent_idr:
        return _("kurang %(amount)s, ditolak sebelum ditransfer") % {
            "amount": wording.rupiah(-difference_idr)
        }
    if unsent_idr < -difference_idr:
        return _("kurang %(amount)s; %(unsent)s di antaranya belum ditransfer") % {
            "amount": wording.rupiah(-difference_idr),
            "unsent": wording.rupiah(unsent_idr),
        }
    return _("kurang %(amount)s, belum ditransfer") % {"amount": wording.rupiah(-difference_idr)}


def compared(*, remittance: Remittance) -> Compared:
    """How a posted remittance and its transfers compare, in three queries."""
    rows = list(
        RemittanceTransfer.objects.filter(remittance=remittance).select_related(
            "recorded_by", "proof"
        )
    )
    sums = {
        kind: sum(row.amount_idr for row in rows if row.live and row.kind == kind)
        for kind in RemittanceTransfer.COUNTED
    }
    transferred, set_off = (sums[kind] for kind in RemittanceTransfer.COUNTED)
    difference_idr = transferred + set_off - remittance.amount_idr
    explanations = TransferExplanation.objects.filter(
        remittance=remittance, difference_idr=difference_idr
    )
    return Compared(
        listed_idr=remittance.amount_idr,
        transferred_idr=transferred,
        set_off_idr=set_off,
        unsent_idr=ledger.balance(Place.ON_ITS_WAY, remittance.pk),
        rows=rows,
        explanation=explanations.select_related("by").first(),
    )


def with_differences(remittances: QuerySet[Remittance]) -> QuerySet[Remittance]:
    """The remittances with `difference_idr`, `unsent_idr`, `explained` and `differs`.

    The sums are of posted ones, 0 of others; `differs`: there is a difference that nobody has
    explained yet, and it waits since it was posted.
    """
    counted = RemittanceTransfer.objects.filter(
        remittance=OuterRef("pk"), live=True, kind__in=RemittanceTransfer.COUNTED
    ).order_by()
    sums = counted.values("remittance").annotate(sum=Sum("amount_idr")).values("sum")
    posted = Q(status=Remittance.Status.POSTED)
    explanations = TransferExplanation.objects.filter(
        remittance=OuterRef("pk"), difference_idr=OuterRef("difference_idr")
    )
    return remittances.annotate(
        difference_idr=Case(
            When(posted, then=Coalesce(Subquery(sums), 0) - F("amount_idr")), default=Value(0)
        ),
        unsent_idr=Case(
            When(
                posted, then=_moved(to_place=Place.ON_ITS_WAY) - _moved(from_place=Place.ON_ITS_WAY)
            ),
            default=Value(0),
        ),
    ).annotate(
        explained=Exists(explanations),
        differs=Case(
            When(~Q(difference_idr=0) & ~Exists(explanations), then=Value(True)),
            default=Value(False),
        ),
        waiting_since=Case(When(differs=True, then=F("posted_at"))),
    )


def _moved(**place: str) -> Coalesce:
    """What was moved to or from the place of a remittance that is on its way."""
    [(side, _kind)] = place.items()
    own = {side.replace("place", "id"): OuterRef("pk")}
    moves = LedgerEntry.objects.filter(**place, **own).order_by().values(side)
    return Coalesce(Subquery(moves.annotate(sum=Sum("amount_idr")).values("sum")), 0)


def may_explain(*, remittance: Remittance, user: User) -> bool:
    """Another person of the partner; of its branch, where the partner has no other treasurer."""
    return another_person.may_act(
        partner=remittance.partner, user=user, involved=_involved(remittance)
    )


def explain(
    *, remittance: Remittance, shown_idr: int, reason: str, by: User, at: dt.datetime
) -> TransferExplanation:
    """Say why the transfers differ by what was shown. Raises UnableToExplain."""
    reason = " ".join(reason.split())
    if not reason:
        raise UnableToExplain(_("Tulis sebab selisihnya."), "needs_reason")
    try:
        with transaction.atomic():
            Partner.objects.select_for_update(no_key=True).get(pk=remittance.partner_id)
            _check(remittance, shown_idr, by)
            return TransferExplanation.objects.create(
                remittance=remittance, difference_idr=shown_idr, reason=reason, by=by, at=at
            )
    except IntegrityError as error:
        raise UnableToExplain(_("Selisih ini sudah dijelaskan."), "explained") from error


def _check(remittance: Remittance, shown_idr: int, by: User) -> None:
    if by.pk in _involved(remittance):
        raise UnableToExplain(
            _(
                "Selisih dijelaskan oleh orang lain: bendahara yang lain, atau kantor cabang "
                "kalau mitra ini tidak mempunyai bendahara lain."
            ),
            "own_transfer",
        )
    if not may_explain(remittance=remittance, user=by):
        raise UnableToExplain(
            _("Selisih dijelaskan oleh bendahara lain dari mitra ini."), "not_yours"
        )
    if not shown_idr or compared(remittance=remittance).difference_idr != shown_idr:
        raise UnableToExplain(_("Selisihnya baru saja berubah. Periksa lagi."), "moved")


def _involved(remittance: Remittance) -> set[int]:
    """Who posted it or recorded any of its transfers."""
    recorded = RemittanceTransfer.objects.filter(remittance=remittance).order_by()
    people = set(recorded.values_list("recorded_by", flat=True))
    return people | {remittance.posted_by_id} if remittance.posted_by_id else people
