"""Money rows are not deleted and change only where named: not by the app, not by the owner."""

import pytest
from django.db import DatabaseError, connection

from contributions import voids
from contributions.models import (
    Contribution,
    Credit,
    Handover,
    HandoverLine,
    LedgerEntry,
    Payment,
    PaymentLine,
    ReceiptSeries,
    Remittance,
    RemittanceLine,
    Void,
)
from tests.contributions.credit import make_credit
from tests.contributions.money import make_cast
from tests.factories import NOON


def test_every_money_row_refuses_deletion_and_change_to_the_app_and_to_the_owner(
    scratch_database,
):
    """Rights keep the app out; the triggers stop even the owner of the tables."""
    cast = make_cast()
    cast.pay(cast.member())
    doubted = cast.pay(cast.member())
    voids.refuse(void=cast.void(doubted), by=cast.treasurer, at=NOON)
    cast.hand_over()
    contribution = Contribution.objects.first()
    cast.remit()
    make_credit(contribution=contribution, amount_idr=1)
    fixed = {
        Contribution: "total_idr = total_idr + 1",
        Credit: "amount_idr = amount_idr + 1",
        Handover: "expected_idr = expected_idr + 1",
        HandoverLine: "amount_idr = amount_idr + 1",
        LedgerEntry: "amount_idr = amount_idr + 1",
        Payment: "amount_idr = amount_idr + 1",
        PaymentLine: "amount_idr = amount_idr + 1",
        ReceiptSeries: "code = 'LAIN'",
        Remittance: "amount_idr = amount_idr + 1",
        RemittanceLine: "amount_idr = amount_idr + 1",
        Void: "reason = 'no_money'",
    }
    for model, change in fixed.items():
        table = model._meta.db_table
        assert model.objects.exists(), model
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {change}"):
            with pytest.raises(DatabaseError, match="permission denied"):
                _execute(statement)
            with pytest.raises(DatabaseError, match="pgtrigger"):
                scratch_database.execute_as_owner(statement)
        with pytest.raises(DatabaseError, match="stay for ever"):
            scratch_database.execute_as_owner(f"TRUNCATE {table} CASCADE")


def _execute(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)
