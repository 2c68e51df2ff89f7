from django.apps import apps

from contributions.models.answer import AnswerList, LineAnswer
from contributions.models.billing import BillingDoubt, BillingRun, FinishedJob
from contributions.models.calendar import PublicHoliday
from contributions.models.cash_count import CashCount
from contributions.models.claim import Claim, ClaimMonth, ClaimStep, DocumentStep
from contributions.models.collection_sheet import CollectionSheet, SheetLine
from contributions.models.contribution import Contribution
from contributions.models.cover import Cover
from contributions.models.credit import Credit
from contributions.models.daily_digest import DailyDigest
from contributions.models.day_close import DayClose
from contributions.models.deposit import Deposit, SettledCharge, Settlement
from contributions.models.handover import Handover, HandoverLine
from contributions.models.held import HeldDues
from contributions.models.ledger import Document, LedgerEntry, Place
from contributions.models.loss import Loss
from contributions.models.paid_elsewhere import (
    ElsewhereAnswer,
    ElsewhereMonth,
    PaidElsewhere,
)
from contributions.models.payment import Payment, PaymentLine
from contributions.models.phone import OfflinePayment, Phone
from contributions.models.qris_charge import QrisCharge
from contributions.models.qris_code import PartnerAccount, QrisCode
from contributions.models.qris_difference import QrisDifference
from contributions.models.receipt_link import ReplacedLink, WrongCode
from contributions.models.receipt_series import ReceiptSeries
from contributions.models.refund import Refund, RefundLine
from contributions.models.remittance import LineShare, Remittance, RemittanceLine
from contributions.models.remittance_transfer import (
    RemittanceTransfer,
    TransferExplanation,
)
from contributions.models.repayment import Repayment
from contributions.models.replenishment import Replenishment
from contributions.models.sponsor import (
    ListedPerson,
    ProgrammeMarket,
    Sponsor,
    SponsorProgramme,
)
from contributions.models.sponsor_statement import (
    SponsoredPayment,
    SponsorStatement,
    SponsorStatementLine,
    SponsorTransfer,
)
from contributions.models.sponsor_stop import ProgrammeStop
from contributions.models.sponsorship import Sponsorship
from contributions.models.spot_answer import SaidPayment, SpotAnswer
from contributions.models.spot_case import SpotCase, SpotFinding, SpotStep
from contributions.models.spot_check import SpotAsker, SpotDraw, SpotPerson
from contributions.models.statement import (
    StatementFile,
    StatementImport,
    StatementLine,
    StatementMapping,
)
from contributions.models.statement_match import StatementMatch
from contributions.models.stored import money_models, say_when_stored
from contributions.models.surplus import SurplusDecision
from contributions.models.tariff import (
    Certainty,
    IncomeBand,
    Programme,
    Rate,
    Regulation,
    Relief,
)
from contributions.models.transfer_proof import TransferProof, TransferProofView
from contributions.models.void import Void

__all__ = [
    "AnswerList",
    "BillingDoubt",
    "BillingRun",
    "CashCount",
    "Certainty",
    "Claim",
    "ClaimMonth",
    "ClaimStep",
    "CollectionSheet",
    "Contribution",
    "Cover",
    "Credit",
    "DailyDigest",
    "DayClose",
    "Deposit",
    "Document",
    "DocumentStep",
    "ElsewhereAnswer",
    "ElsewhereMonth",
    "FinishedJob",
    "Handover",
    "HandoverLine",
    "HeldDues",
    "IncomeBand",
    "LedgerEntry",
    "LineAnswer",
    "LineShare",
    "ListedPerson",
    "Loss",
    "OfflinePayment",
    "PaidElsewhere",
    "PartnerAccount",
    "Payment",
    "PaymentLine",
    "Phone",
    "Place",
    "Programme",
    "ProgrammeMarket",
    "ProgrammeStop",
    "PublicHoliday",
    "QrisCharge",
    "QrisCode",
    "QrisDifference",
    "Rate",
    "ReceiptSeries",
    "Refund",
    "RefundLine",
    "Regulation",
    "Relief",
    "Remittance",
    "RemittanceLine",
    "RemittanceTransfer",
    "Repayment",
    "ReplacedLink",
    "Replenishment",
    "SaidPayment",
    "SettledCharge",
    "Settlement",
    "SheetLine",
    "Sponsor",
    "SponsorProgramme",
    "SponsorStatement",
    "SponsorStatementLine",
    "SponsorTransfer",
    "SponsoredPayment",
    "Sponsorship",
    "SpotAnswer",
    "SpotAsker",
    "SpotCase",
    "SpotDraw",
    "SpotFinding",
    "SpotPerson",
    "SpotStep",
    "StatementFile",
    "StatementImport",
    "StatementLine",
    "StatementMapping",
    "StatementMatch",
    "SurplusDecision",
    "TransferExplanation",
    "TransferProof",
    "TransferProofView",
    "Void",
    "WrongCode",
]

# Every row of money says when the database took it; a digest says so of itself.
MONEY = [
    model for model in money_models(apps.all_models["contributions"]) if model is not DailyDigest
]
for model in MONEY:
    say_when_stored(model)
