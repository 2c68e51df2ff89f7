"""Money is whole rupiah in integers, from tables: where an amount is typed at all, it has a reason.

No collector types what a trader pays: what a month costs is the tariff's, and forms only carry it.
"""

from collections.abc import Iterator

from django import forms
from django.db import models
from django.urls import get_resolver

from config.roles import money_models
from markets.forms import RupiahField

# Each field in which somebody writes an amount, and why no table could give it.
TYPED = {
    "claims.AnswerForm.amount": "what BPJS says that it paid a family",
    "counting.SurplusForm.amount": "how much of a surplus is whose: two persons decide",
    "elsewhere.PaidElsewhereForm.amount_idr": "what stands on a slip of elsewhere; moves nothing",
    "phones.SlipForm.total_idr": "what stands on a slip; its code proves it, or it is refused",
    "replenishments.ReplenishmentForm.amount_idr": "what the proof says; never more than is owed",
    "sponsors.ProgrammeForm.budget": "a sponsor's promise",
    "sponsors.ProgrammeForm.most_income": "a rule of whom a sponsor takes",
    "sponsors.SponsorTransferForm.amount": "what a sponsor's transfer says",
    "sheet_transfer.TransferForm.jumlah": "what the bank's paper says came in; never what is owed",
    "sheet_transfer.TransferPlaceForm.jumlah": "the same",
    "spot_checks.FindingForm.amount": "what was not entered, as two persons found; moves nothing",
    "spot_checks.SaidForm.amount_idr": "what a trader remembers; moves nothing",
    "statements.DepositForm.amount": "what the bank's slip says",
    "transfers.PostingForm.amount_idr": "what the proof of a transfer says; compared with the list",
    "transfers.ProvenForm.amount_idr": "the same, in each form with a proof",
    "transfers.RemittanceTransferForm.amount_idr": "the same",
    "simulation.SimulationForm.declared_income": "an income, no money",
    "enrolment_work.WorkForm.declared_income_idr": "an income, no money",
    "requests.TermForm.declared_income_idr": "an income, no money",
    "returning.ReturnForm.declared_income_idr": "an income, no money",
    "self_enrolment.OwnWorkForm.declared_income_idr": "an income, no money",
    "components.ExampleForm.counted": "an example",
}
WHOLE = (models.IntegerField, models.BigIntegerField)
APPS = ("markets", "members", "contributions", "collectors")


def _forms(parent: type[forms.BaseForm] = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    for form in parent.__subclasses__():
        yield form
        yield from _forms(form)


def test_where_an_amount_is_typed_it_has_its_reason():
    assert get_resolver().url_patterns  # every page is there, and so is every form
    typed = {
        f"{form.__module__.rsplit('.', maxsplit=1)[-1]}.{form.__name__}.{name}"
        for form in _forms()
        if form.__module__.split(".", maxsplit=1)[0] in APPS
        for name, field in form.base_fields.items()
        if isinstance(field, RupiahField)
        or (name.endswith("_idr") and not isinstance(field.widget, forms.HiddenInput))
    }
    assert typed == set(TYPED)


def test_every_amount_of_money_is_a_whole_number_in_its_column():
    amounts = [
        field
        for model in money_models()
        for field in model._meta.concrete_fields
        if field.name.endswith("_idr")
    ]
    assert amounts
    assert [str(field) for field in amounts if not isinstance(field, WHOLE)] == []
