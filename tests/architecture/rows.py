"""Sound rows of any model, filled in by the kind of each field: for walks over all models."""

import datetime as dt
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db import models

from contributions.models import (
    DailyDigest,
    Handover,
    Payment,
    PaymentLine,
    Remittance,
    ReplacedLink,
)
from contributions.models.cash_count import DENOMINATIONS, column
from markets import months
from tests import factories, numbered, replaced
from tests.architecture.payment_rows import PAYMENT_PARTICULARS
from tests.architecture.spot_rows import SPOT_PARTICULARS
from tests.architecture.statement_rows import STATEMENT_PARTICULARS
from tests.contributions import answered, borne, digested, elsewhere, qris_samples, sponsored
from tests.contributions.money import make_cast

FIRST_DAY = dt.date(1950, 1, 1)

REFUSED = {"status": "refused", "decided_at": factories.NOON, "decision_note": "x"}
# What the constraints ask of a row beyond what the kinds of its fields say.
PARTICULARS: dict[str, dict[str, Any]] = {
    "collectors.Reminder": {"closed_at": factories.NOON},
    "contributions.BillingRun": {"status": "done"},
    "contributions.Claim": {"months_in_a_row": 0, "was_covered": True},
    "contributions.Credit": {
        "reason": "paid_twice",
        "booked_at": factories.NOON,
        "by": lambda _number: factories.make_treasurer(),
    },
    "contributions.Contribution": {"jkk_idr": 1, "jkm_idr": 0, "jht_idr": 0, "total_idr": 1},
    "contributions.ElsewhereAnswer": {
        "outcome": "denied",
        "answered_on": factories.TODAY,
        "note": "x",
        "month": lambda _number: elsewhere.make_month(),
    },
    "contributions.ElsewhereMonth": {"status": "withdrawn"},
    "contributions.Handover": {"status": "refused", "decided_at": factories.NOON},
    "contributions.CashCount": {
        "handover": lambda _number: factories.make_waiting_handover(),
        "side": "treasurer",
        "total_idr": 0,
        **dict.fromkeys(map(column, DENOMINATIONS), 0),
    },
    "contributions.SurplusDecision": {
        **REFUSED,
        "amount_idr": 1,
        "finding": "kept",
        "member": None,
    },
    "contributions.DayClose": {
        "day": lambda number: FIRST_DAY + dt.timedelta(days=number),
        **dict.fromkeys(("opening_idr", "collected_idr", "in_hand_idr"), 0),
        **dict.fromkeys(("undone_idr", "written_off_idr", "handed_over_idr"), 0),
    },
    "contributions.HandoverLine": {"live": False},
    "contributions.HeldDues": {
        "status": "owed",
        "applied_at": None,
    },
    "contributions.LedgerEntry": {"to_place": "collector"},
    "contributions.LineAnswer": {
        "outcome": "rejected",
        "reason": "dead",
        "line": lambda _number: answered.make_posted_line(),
        "remittance": lambda _number: Remittance.objects.latest("pk"),
    },
    "contributions.LineShare": {"held_id": lambda number: number},
    "contributions.ListedPerson": {"member": lambda _number: factories.make_member()},
    "contributions.Loss": {
        **REFUSED,
        "amount_idr": borne.SHORT_IDR,
        "asked_by": lambda _number: factories.make_treasurer(),
        "handover": lambda _number: borne.left_short(make_cast()),
        "partner": lambda _number: Handover.objects.latest("pk").partner,
        "replaced_note": "",
    },
    "contributions.ProgrammeMarket": {"market": lambda _number: factories.make_market()},
    "contributions.PartnerAccount": {"kind": "provider"},
    "contributions.QrisCharge": {
        "contribution_months": [factories.NOVEMBER],
        "status": "expired",
        "closed_at": factories.NOON,
    },
    **STATEMENT_PARTICULARS,
    "contributions.QrisCode": {
        "payload": qris_samples.make_static(),
        "ended_by": lambda _number: factories.make_treasurer(),
        "ended_at": factories.NOON,
    },
    "contributions.Rate": {"per_mille": 10},
    "contributions.Relief": {
        "multiplier_numerator": 1,
        "multiplier_denominator": 2,
        "programme": "jkk",
    },
    "contributions.Refund": {
        "credit_idr": 0,
        "months": 1,
        "partner": lambda _number: factories.make_partner(),
    },
    "contributions.RefundLine": {"live": False},
    "contributions.Repayment": {
        "status": "cancelled",
        "closed_by": lambda _number: factories.make_treasurer(),
        "closed_at": factories.NOON,
        "closing_note": "x",
        "refund": None,
        "signature": None,
    },
    "contributions.RemittanceLine": {"live": False},
    "contributions.SheetLine": {
        "contribution_months": [factories.NOVEMBER],
        "credit_idr": 0,
        "refusal": "x",
        "refusal_code": "x",
        "answered_at": factories.NOON,
        "member": lambda _number: factories.make_member(),
    },
    "contributions.RemittanceTransfer": {
        "kind": "fee",
        "reference": lambda number: f"BRI {number}",
        "remittance": lambda _number: answered.make_posted_line().remittance,
        "partner": lambda _number: Remittance.objects.latest("pk").partner,
    },
    "contributions.ProgrammeStop": {
        **REFUSED,
        "programme": lambda _number: sponsored.make_programme(
            make_cast(), first_month=FIRST_DAY, last_month=FIRST_DAY
        ),
        "from_month": FIRST_DAY,
    },
    "contributions.SponsorProgramme": REFUSED,
    "contributions.SponsorStatementLine": {"live": False, "released_at": factories.NOON},
    **PAYMENT_PARTICULARS,
    **SPOT_PARTICULARS,
    "contributions.TransferExplanation": {"by": lambda _number: factories.make_treasurer()},
    "contributions.Void": {"status": "refused", "decided_at": factories.NOON},
    "markets.ClosingDay": {"on": lambda number: FIRST_DAY + dt.timedelta(days=number)},
    "markets.User": {"role": "collector"},
    "members.ConsentWithdrawal": {
        "what": "everything",
        "suspend_by": factories.NOON + dt.timedelta(days=3),
        "closed_at": factories.NOON,
        "closed_by": lambda _number: factories.make_consent(),
    },
    "members.Document": {"draft": lambda _number: uuid.uuid4(), "market": None},
    "members.Card": {
        "revoked_by": lambda _number: factories.make_treasurer(),
        "revoked_at": factories.NOON,
        "revoke_reason": "lost",
    },
    "members.Decision": {"by": lambda _number: factories.make_reviewer()},
    "members.Death": {
        "status": "reversed",
        "reported_by": lambda _number: factories.make_treasurer(),
        "reversed_by": lambda _number: factories.make_reviewer(),
        "reversed_at": factories.NOON,
        "reversal_reason": "x",
    },
    "members.DeathReversal": {**REFUSED, "explanation": "x"},
    "members.ExportedWorker": {"enrolment": lambda _number: numbered.make_approved()},
    "members.Departure": REFUSED,
    "members.NikCorrection": {**REFUSED, "doubtful_months": []},
    "members.EarlierMembership": {
        "membership_number": "",
        "member_since": FIRST_DAY,
        "last_month_paid": FIRST_DAY,
    },
    "members.Enrolment": {"status": "approved", "membership_number": ""},
    "members.PartnerChange": {
        "status": "closed",
        "from_month": None,
        "proposed_by": None,
        "proposed_at": None,
        "closed_at": factories.NOON,
        "closing_note": "x",
    },
    "members.Placement": {"find_here": False},
    "members.Poster": {
        "revoked_at": factories.NOON,
        "revoked_by": lambda _number: factories.make_treasurer(),
    },
    "members.RecordedNumber": {
        "number": lambda number: f"{number:011}",
        "former": lambda number: f"{10**10 + number}",
        "reason": "x",
    },
    "members.RetentionClock": {"was_insured": True},
    "members.TermChange": {**REFUSED, "jht": True, "former_jht": False},
}
# Fields that may be empty, but are filled: lists show them, or two of them belong together.
FILLED = {
    "block", "collector", "decided_by", "ended_by", "entered_by", "last_day", "last_month",
    "market", "owner", "partner", "posted_by", "stall",
}  # fmt: skip


class Rows:
    """Makes rows that share the rows they point to."""

    def __init__(self) -> None:
        self.treasurer = factories.make_treasurer()
        self.market = factories.make_market(partner=self.treasurer.partner)
        self.shared: dict[type[models.Model], models.Model] = {
            type(row): row
            for row in (
                self.treasurer,
                self.market,
                self.market.partner,
                self.market.partner.branch,
                factories.make_member(market=self.market),
            )
        }
        self.collector = factories.make_collector(market=self.market)
        self.number = 0

    def make(self, model: type[models.Model], count: int) -> list[models.Model]:
        """So many new rows of that model; of a history, rows of the model it is about."""
        name = model._meta.label.removesuffix("Event")
        model = apps.get_model(name)
        if model is PaymentLine:
            return [payment.lines.get() for payment in self.make(Payment, count)]
        if model is ReplacedLink:
            return [replaced.make_replaced_link(row) for row in self.make(Payment, count)]
        if model is DailyDigest:
            return [digested.make_daily_digest() for _ in range(count)]
        rows = model._default_manager.bulk_create(self._row(model) for _ in range(count))
        if model is Payment:
            PaymentLine.objects.bulk_create(
                self._row(PaymentLine, payment=payment, member=payment.member) for payment in rows
            )
        return rows

    def _row(self, model: type[models.Model], **fields: Any) -> models.Model:
        self.number += 1
        particulars = PARTICULARS.get(model._meta.label, {})
        for field in model._meta.concrete_fields:
            if field.name in fields:
                continue
            if field.name in particulars:
                value = particulars[field.name]
                fields[field.name] = value(self.number) if callable(value) else value
            elif _needed(field):
                fields[field.name] = self._value(field)
        return model(**fields)

    def _value(self, field: models.Field) -> Any:
        if isinstance(field, models.ForeignKey):
            return self._pointed_to(field)
        if field.choices and not isinstance(field, models.BooleanField):
            return field.choices[0][0]
        for kind, value in self._by_kind():
            if isinstance(field, kind):
                return value()
        raise NotImplementedError(field)

    def _by_kind(self) -> list[tuple[type[models.Field], Callable[[], Any]]]:
        return [
            (models.DateTimeField, lambda: factories.NOON),
            (models.DateField, lambda: months.add(FIRST_DAY, self.number)),
            (models.UUIDField, uuid.uuid4),
            (models.BinaryField, lambda: secrets.token_bytes(32)),
            (models.CharField, lambda: f"x{self.number}"),
            (models.TextField, lambda: "x"),
            (models.IntegerField, lambda: self.number),
        ]

    def _pointed_to(self, field: models.ForeignKey) -> models.Model:
        model = field.related_model
        if field.unique:
            return self.make(model, 1)[0]
        if field.name in ("collector", "asked_by", "entered_by"):
            return self.collector
        if model not in self.shared:
            self.shared[model] = self.make(model, 1)[0]
        return self.shared[model]


def _needed(field: models.Field) -> bool:
    if field.name in FILLED:
        return True
    if field.primary_key:
        return not isinstance(field, models.AutoField)
    return not (field.null or field.has_default() or field.blank)
