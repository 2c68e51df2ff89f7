"""What statements say and we do not know yet: by account and state, with owner and age."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Count, Min, Q, QuerySet, Sum

from contributions.models import PartnerAccount, StatementImport, StatementLine
from markets.models import Partner
from markets.row_ids import row_id
from markets.sorting import Columns, Order

A_PAGE = 50
IMPORTS_A_PAGE = 20
State = StatementLine.State
FIELDS = {
    "keterangan": ("description",),
    "tanggal": ("day",),
    "rekening": ("account__institution", "account__number"),
    "siapa": ("owner__name",),
    "jumlah": ("amount_idr",),
}


@dataclass(frozen=True)
class AccountState:
    """An account: how many of its lines stand how, what is open in rupiah, since when."""

    account: PartnerAccount
    matched: int
    doubtful: int
    unmatched: int
    open_idr: int
    oldest: dt.date | None
    has_mapping: bool


@dataclass(frozen=True)
class Reconciliation:
    """The accounts of the partners, and their statements, the latest first."""

    accounts: list[AccountState]
    page: Page[StatementImport]

    @property
    def doubtful(self) -> int:
        """How many lines a person has to decide about."""
        return sum(each.doubtful for each in self.accounts)

    @property
    def unmatched(self) -> int:
        """How many lines nobody knows yet."""
        return sum(each.unmatched for each in self.accounts)


def reconciliation(*, partners: QuerySet[Partner], page: str | None) -> Reconciliation:
    """Everything about these partners' statements, in four queries."""
    is_open = ~Q(lines__state=State.MATCHED)
    accounts = PartnerAccount.objects.filter(partner__in=partners).annotate(
        matched=Count("lines", filter=Q(lines__state=State.MATCHED)),
        doubtful=Count("lines", filter=Q(lines__state=State.DOUBTFUL)),
        unmatched=Count("lines", filter=Q(lines__state=State.UNMATCHED)),
        open_idr=Sum("lines__amount_idr", filter=is_open, default=0),
        oldest=Min("lines__day", filter=is_open),
    )
    mapped = set(
        PartnerAccount.objects.filter(partner__in=partners, mappings__isnull=False).values_list(
            "pk", flat=True
        )
    )
    imports = StatementImport.objects.filter(account__partner__in=partners).select_related(
        "account", "uploaded_by"
    )
    return Reconciliation(
        accounts=[
            AccountState(
                account,
                account.matched,
                account.doubtful,
                account.unmatched,
                account.open_idr,
                account.oldest,
                account.pk in mapped,
            )
            for account in accounts.order_by("partner__name", "kind", "institution")
        ],
        page=Paginator(imports, IMPORTS_A_PAGE).get_page(page),
    )


def lines(
    *, partners: QuerySet[Partner], state: str, account: str, text: str
) -> QuerySet[StatementLine]:
    """Lines of these partners' accounts."""
    found = StatementLine.objects.filter(account__partner__in=partners)
    if state in State.values:
        found = found.filter(state=state)
    if (chosen := row_id(account)) is not None:
        found = found.filter(account=chosen)
    for word in text.split():
        digits = word.replace(".", "")
        worth = Q(amount_idr=int(digits)) if digits.isdecimal() and len(digits) < 16 else Q()
        said = Q(description__icontains=word) | Q(reference__icontains=word)
        found = found.filter(said | worth if worth else said)
    return found.select_related("account", "owner")


def columns(state: str) -> Columns:
    """By what lines may be sorted: those that match, which are most, only by their day.

    Where something is to be done the oldest come first.
    """
    columns = Columns("-tanggal" if state == State.MATCHED else "tanggal", FIELDS)
    return columns if state in (State.DOUBTFUL, State.UNMATCHED) else columns.only("tanggal")


def page_of(
    found: QuerySet[StatementLine], *, order: Order, page: str | None
) -> Page[StatementLine]:
    """The page of that number of these lines, in that order."""
    return Paginator(order.of(found), A_PAGE).get_page(page)
