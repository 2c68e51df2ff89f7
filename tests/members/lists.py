"""Builders of what an uploaded list has brought."""

from typing import Any

from markets.models import Market
from members.models import BulkImport, Enrolment
from tests.factories import NOON, make_collector, make_enrolment, make_market, make_treasurer


def make_saved_list(*, market: Market | None = None, **fields: Any) -> BulkImport:
    """A list of new workers of the market's partner, read and saved."""
    partner = (market or make_market()).partner
    fields.setdefault("digest", f"{BulkImport.objects.count():064}")
    if "uploaded_by" not in fields:
        fields["uploaded_by"] = make_treasurer(partner=partner)
    return BulkImport.objects.create(
        partner=partner,
        kind=BulkImport.Kind.NEW_WORKERS,
        file_name="pedagang.xlsx",
        uploaded_at=NOON,
        status=BulkImport.Status.SAVED,
        **fields,
    )


def make_listed(*, bulk_import: BulkImport, market: Market, **fields: Any) -> Enrolment:
    """Somebody of that list who waits for the branch."""
    sent = make_enrolment(market=market, by=make_collector(market=market), **fields)
    Enrolment.objects.filter(pk=sent.pk).update(bulk_import=bulk_import)
    sent.refresh_from_db()
    return sent
