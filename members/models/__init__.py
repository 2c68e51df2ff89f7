from members.models.asked import Asked
from members.models.bulk_import import BulkImport, BulkImportFile, BulkImportRow
from members.models.card import Card
from members.models.choices import PayerKind, Sector
from members.models.consent import Consent, ConsentText
from members.models.death import Death
from members.models.death_reversal import DeathReversal
from members.models.departure import Departure
from members.models.document import Document
from members.models.draft import EnrolmentDraft
from members.models.drive import Campaign, Drive, NotEnrolled
from members.models.earlier_membership import EarlierMembership
from members.models.enrolment import Decision, Enrolment
from members.models.erasure import Erasure, RetentionClock
from members.models.family import FamilyContact
from members.models.formal_figure import FormalFigure
from members.models.imported_person import ImportedPerson
from members.models.lease import ReviewLease
from members.models.member import Member, PersonalDataView
from members.models.membership_number import RecordedNumber
from members.models.nik_correction import NikCorrection
from members.models.number_list import NumberList
from members.models.partner_change import PartnerChange
from members.models.placement import Placement
from members.models.poster import Poster, PosterUse
from members.models.reasons import RejectionReason, ReturnReason
from members.models.term import CoverageTerm
from members.models.term_change import TermChange
from members.models.withdrawal import ConsentWithdrawal
from members.models.worker_export import ExportedWorker, WorkerExport, WorkerExportReading

__all__ = [
    "Asked",
    "BulkImport",
    "BulkImportFile",
    "BulkImportRow",
    "Campaign",
    "Card",
    "Consent",
    "ConsentText",
    "ConsentWithdrawal",
    "CoverageTerm",
    "Death",
    "DeathReversal",
    "Decision",
    "Departure",
    "Document",
    "Drive",
    "EarlierMembership",
    "Enrolment",
    "EnrolmentDraft",
    "Erasure",
    "ExportedWorker",
    "FamilyContact",
    "FormalFigure",
    "ImportedPerson",
    "Member",
    "NikCorrection",
    "NotEnrolled",
    "NumberList",
    "PartnerChange",
    "PayerKind",
    "PersonalDataView",
    "Placement",
    "Poster",
    "PosterUse",
    "RecordedNumber",
    "RejectionReason",
    "RetentionClock",
    "ReturnReason",
    "ReviewLease",
    "Sector",
    "TermChange",
    "WorkerExport",
    "WorkerExportReading",
]
