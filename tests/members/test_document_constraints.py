"""What the database refuses about pictures; each test is named after the constraint."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from members.models import Consent, ConsentText, Document
from tests.factories import NOON, make_collector, make_draft, make_enrolment
from tests.photos import make_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def document():
    return make_document(draft=make_draft(by=make_collector()))


@pytest.fixture
def enrolment():
    return make_enrolment()


def give(document, enrolment) -> None:
    """As when it is sent."""
    Document.objects.filter(pk=document.pk).update(
        draft=None, member=enrolment.member, market=enrolment.market, enrolment=enrolment
    )


def test_document_is_of_a_draft_or_of_a_member(document, enrolment) -> None:
    rows = Document.objects.filter(pk=document.pk)
    for wrong in (
        {"draft": None},
        {"member": enrolment.member},
        {"draft": None, "member": enrolment.member},
        {"market": enrolment.market},
    ):
        refused = pytest.raises(IntegrityError, match="document_is_of_a_draft_or_of_a_member")
        with refused, transaction.atomic():
            rows.update(**wrong)
    give(document, enrolment)


def test_document_of_an_enrolment_is_of_a_member(document, enrolment) -> None:
    with pytest.raises(IntegrityError, match="document_of_an_enrolment_is_of_a_member"):
        Document.objects.filter(pk=document.pk).update(enrolment=enrolment)


def test_draft_has_one_document_of_each_kind(document) -> None:
    document.pk, document.stored_as = uuid.uuid4(), "aa/other"
    with pytest.raises(IntegrityError, match="draft_has_one_document_of_each_kind"):
        document.save(force_insert=True)


@pytest.mark.parametrize("field", ["size", "width", "height"])
def test_document_shows_something(document, field) -> None:
    document.pk, document.stored_as, document.draft = uuid.uuid4(), "aa/other", uuid.uuid4()
    setattr(document, field, 0)
    with pytest.raises(IntegrityError, match="document_shows_something"):
        document.save(force_insert=True)


@pytest.mark.parametrize(
    "change", [{"kind": "signature"}, {"entered_at": NOON + dt.timedelta(days=1)}, {"width": 1}]
)
def test_a_document_stays_what_it_shows(document, change) -> None:
    with pytest.raises(DatabaseError, match="Cannot update"):
        Document.objects.filter(pk=document.pk).update(**change)


def test_a_document_stays_with_its_member(document, enrolment) -> None:
    give(document, enrolment)
    other = make_enrolment()
    for change in (
        {"member": other.member},
        {"market": other.market},
        {"enrolment": None},
        {"member": None, "market": None, "enrolment": None, "draft": uuid.uuid4()},
    ):
        with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**change)


@pytest.mark.parametrize("how", Consent.How.values)
def test_consent_on_a_picture_has_it(document, enrolment, how) -> None:
    given = {
        "member": enrolment.member,
        "market": enrolment.market,
        "text": ConsentText.objects.first(),
        "taken_by": enrolment.entered_by,
        "given_at": NOON,
        "how": how,
    }
    needed = how in Consent.SHOWN_BY
    Consent.objects.create(**given, evidence=document if needed else None)
    with pytest.raises(IntegrityError, match="consent_on_a_picture_has_it"):
        Consent.objects.create(**given, evidence=None if needed else document)
