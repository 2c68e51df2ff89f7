"""Where the document of a move is shown."""

from django.urls import reverse

from contributions.models import Document

# The page of a document by the number that a move names; others have no page of their own.
PAGES = {
    Document.PAYMENT: "given_receipt",
    Document.VOID: "void",
    Document.HANDOVER: "handover",
    Document.REMITTANCE: "remittance",
    Document.REFUND: "repayment",
    Document.LOSS: "loss",
    Document.TRANSFER: "transfer",
    Document.REPLENISHMENT: "replenishment",
}
LISTS = {
    Document.DEPOSIT: "deposits",
    Document.SETTLEMENT: "statements",
    Document.SPONSOR_TRANSFER: "sponsors",
    Document.CREDIT: "repayments",
    Document.CORRECTION: "cash_differences",
    Document.BANK_COST: "replenishments",
}


def link(document: str, document_id: str) -> str:
    """The address of the document, else of the list on which it stands."""
    kind = Document(document)
    if kind == Document.CORRECTION and document_id.isdecimal():
        kind = Document.VOID
    if kind in PAGES:
        # A rejected line is founded on its remittance, and names the line after it.
        return reverse(PAGES[kind], args=[document_id.partition("/")[0]])
    return reverse(LISTS[kind])
