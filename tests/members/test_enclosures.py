"""What is enclosed with an application: one's own pictures of this very draft, and no others."""

import io
import uuid
from dataclasses import replace

import pytest

from members import documents, drafts, enclosures, enrolment, review
from members.applications import UnableToEnrol
from members.models import ConsentText, Document, EnrolmentDraft, Member
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_draft,
    make_enrolment,
    make_reviewer,
)
from tests.photos import enclosed, jpeg, make_document

pytestmark = pytest.mark.django_db
KTP, SIGNATURE = Document.Kind.KTP_PHOTO, Document.Kind.SIGNATURE


@pytest.fixture
def draft(collector):
    return make_draft(by=collector)


def submit(application, draft, by):
    return enrolment.submit(application=application, by=by, at=NOON, draft=draft.pk)


def refused(application, draft, by) -> tuple[str, str]:
    with pytest.raises(UnableToEnrol) as refusal:
        submit(application, draft, by)
    assert not Member.objects.exists()
    assert EnrolmentDraft.objects.filter(pk=draft.pk).exists()
    return refusal.value.code, refusal.value.field


def test_photo_and_evidence_belong_to_the_person_once_they_are_sent(
    market, collector, draft
) -> None:
    pictures = enclosed(draft=draft)
    sent = submit(make_application(market=market, **pictures), draft, collector)
    photo = sent.documents.get(kind=KTP)
    assert (photo.pk, photo.member, photo.market) == (pictures["photo"], sent.member, market)
    consent = sent.member.consents.get()
    assert (consent.how, consent.evidence_id) == ("sheet_photo", pictures["consent_evidence"])
    assert sent.warnings == []
    assert not Document.objects.filter(draft__isnull=False).exists()


def test_what_was_kept_and_not_enclosed_goes(market, collector, draft) -> None:
    pictures = enclosed(draft=draft)
    unused = make_document(draft=draft, kind=SIGNATURE)
    submit(make_application(market=market, **pictures), draft, collector)
    assert not Document.objects.filter(pk=unused.pk).exists()


def test_without_a_photo_the_reviewer_is_told_and_silence_is_refused(
    market, collector, draft
) -> None:
    application = make_application(market=market, **{**enclosed(draft=draft), "photo": None})
    assert refused(application, draft, collector) == ("no_photo", "photo_camera")
    sent = submit(replace(application, without_photo=True), draft, collector)
    assert sent.warnings == ["no_photo"]
    assert not sent.documents.filter(kind=KTP).exists()


def test_lists_whose_sheets_are_on_paper_are_told_nothing_of_photos(market) -> None:
    sent = make_enrolment(market=market)
    assert sent.warnings == []
    assert sent.member.consents.get().evidence is None


@pytest.mark.parametrize("how", ["signed_sheet", "thumbprint"])
def test_who_is_entered_page_by_page_brings_a_picture_of_the_consent(
    market, collector, draft, how
) -> None:
    application = make_application(market=market, **{**enclosed(draft=draft), "consent_how": how})
    assert refused(application, draft, collector) == ("no_evidence", "consent_how")


@pytest.mark.parametrize("how", ["sheet_photo", "drawn_signature"])
def test_a_consent_on_a_picture_needs_that_picture(market, collector, draft, how) -> None:
    pictures = {**enclosed(draft=draft), "consent_how": how}
    for evidence in (None, uuid.uuid4(), pictures["photo"]):
        application = make_application(market=market, **{**pictures, "consent_evidence": evidence})
        assert refused(application, draft, collector) == ("no_evidence", "consent_how")


def test_without_a_draft_there_are_no_pictures(market, collector) -> None:
    for draft in (None, uuid.uuid4()):
        application = make_application(market=market, consent_how="sheet_photo", without_photo=True)
        with pytest.raises(UnableToEnrol, match="Bukti persetujuan belum ada"):
            enrolment.submit(application=application, by=collector, at=NOON, draft=draft)


def test_pictures_of_another_draft_or_of_a_colleague_are_refused(market, collector, draft) -> None:
    other, colleague = make_draft(by=collector), make_collector(market=market)
    elsewhere = enclosed(draft=other)
    for pictures in (
        elsewhere,
        {**enclosed(draft=draft), "photo": elsewhere["photo"]},
        {**enclosed(draft=draft), "consent_evidence": elsewhere["consent_evidence"]},
    ):
        application = make_application(market=market, **pictures)
        assert refused(application, draft, collector)[0] in ("no_photo", "no_evidence")
    own = make_application(market=market, **enclosed(draft=draft))
    assert refused(own, draft, colleague)[0] == "no_photo"


def test_the_pictures_of_another_person_are_refused(market, collector, draft) -> None:
    pictures = enclosed(draft=draft)
    submit(make_application(market=market, **pictures), draft, collector)
    again = make_draft(by=collector)
    application = make_application(market=market, **{**enclosed(draft=again), **pictures})
    with pytest.raises(UnableToEnrol):
        submit(application, again, collector)
    assert Member.objects.count() == 1


def test_the_same_sent_twice_is_answered_without_its_pictures(market, collector, draft) -> None:
    application = make_application(market=market, **enclosed(draft=draft))
    first = submit(application, draft, collector)
    drafts.keep(id=draft.pk, typed={"name": "Siti"}, by=collector, at=NOON)  # the page's own
    second = submit(
        replace(application, photo=None, consent_evidence=None, without_photo=False),
        draft,
        collector,
    )
    assert second == first
    assert not EnrolmentDraft.objects.exists()


@pytest.fixture
def returned(market, collector, draft):
    sent = submit(make_application(market=market, **enclosed(draft=draft)), draft, collector)
    reviewer = make_reviewer(branch=market.partner.branch)
    return review.return_(enrolment=sent, reason="Foto buram", by=reviewer, at=NOON)


def mend(returned, collector, **fields):
    application = make_application(
        market=returned.market, nik="", consent_how="", consent_version="", **fields
    )
    own = documents.id_for_mending(enrolment=returned, by=collector)
    return enrolment.resubmit(
        enrolment=returned, application=application, by=collector, at=NOON, draft=own
    )


def test_a_returned_one_keeps_its_photo_or_gets_a_better_one(returned, collector) -> None:
    photo = returned.documents.get(kind=KTP)
    assert mend(returned, collector, photo=photo.pk).documents.get(kind=KTP) == photo
    reviewer = make_reviewer(branch=returned.market.partner.branch)
    returned = review.return_(enrolment=returned, reason="Lagi", by=reviewer, at=NOON)
    better = _photo_while_mending(returned, collector)
    mended = mend(returned, collector, photo=better.pk)
    assert set(mended.documents.filter(kind=KTP)) == {photo, better}  # what was sent stays
    assert mended.warnings == []


def _photo_while_mending(returned, collector):
    file = io.BytesIO(jpeg())
    return documents.keep(draft=None, kind=KTP, file=file, by=collector, at=NOON, mends=returned)


def test_a_photo_of_somebody_else_does_not_mend(returned, collector, market) -> None:
    other = make_draft(by=collector)
    pictures = enclosed(draft=other)
    submit(make_application(market=market, **pictures), other, collector)
    with pytest.raises(UnableToEnrol, match="Foto KTP belum ada"):
        mend(returned, collector, photo=pictures["photo"])


def test_evidence_from_before_the_text_in_force_shows_nothing(collector, draft) -> None:
    make_document(draft=draft, kind=SIGNATURE)
    make_document(draft=draft)
    text = ConsentText.objects.get(version="2")
    assert set(enclosures.held(draft=draft.pk, by=collector, text=text)) == {KTP, SIGNATURE}
    later = ConsentText(version="9", in_force_from=NOON.date().replace(day=30))
    assert set(enclosures.held(draft=draft.pk, by=collector, text=later)) == {KTP}
