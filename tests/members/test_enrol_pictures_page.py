"""The pages of an enrolment that ask for a picture, as they work without a script too."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from config.bench import hostile
from members import document_vault, enrolment, review
from members.models import Consent, Document, Enrolment, Member
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_draft,
    make_reviewer,
)
from tests.members.test_enrol_page import carried, post, typed
from tests.members.test_hostile_uploads import is_bare
from tests.photos import enclosed, jpeg, make_document, sent_photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]
__all__ = ["typed"]  # the fixture
KTP, SIGNATURE = Document.Kind.KTP_PHOTO, Document.Kind.SIGNATURE
EVERY = 12  # of the hostile uploads; all of them: test_hostile_uploads.py


@pytest.fixture
def draft(collector):
    return make_draft(by=collector)


@pytest.fixture
def begun(draft):
    """The first page filled in."""
    return {"draft": str(draft.pk), "name": "Siti Contoh"}


def kept(kind=KTP):
    return Document.objects.filter(kind=kind, draft__isnull=False)


def drawn() -> str:
    picture = hostile.encoded(hostile.photo((600, 300)), "PNG")
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"


class TestPhoto:
    def test_it_is_kept_at_once_and_shown(self, client, begun, draft):
        sent = {**begun, "photo_camera": sent_photo()}
        page = post(client, sent, step="foto", go="upload").content.decode()
        photo = kept().get()
        assert photo.draft == draft.pk
        assert f'src="{reverse("document_small", args=[photo.pk])}"' in page
        assert "<h1>Foto KTP</h1>" in page and "Ambil foto lain" in page
        assert 'name="name" value="Siti Contoh"' in page

    def test_another_one_takes_its_place_and_the_walk_goes_on(self, client, begun, draft):
        first = make_document(draft=draft)
        page = post(client, {**begun, "photo_gallery": sent_photo()}, step="foto")
        assert kept().get() != first
        assert "<h1>Foto KTP</h1>" not in page.content.decode()

    def test_it_is_there_when_the_draft_is_taken_up_again(self, client, draft, typed):
        url = reverse("continue_enrolment", args=[draft.pk])
        post(client, {**typed, "draft": str(draft.pk)}, step="diri")
        assert "<h1>Foto KTP</h1>" in client.get(url).content.decode()
        make_document(draft=draft)
        page = client.get(url).content.decode()
        assert "Foto lembar yang sudah ditandai belum ada" in page  # the next that is missing

    def test_without_one_it_says_so_or_must_be_told(self, client, begun):
        page = post(client, begun, step="foto").content.decode()
        assert "Ambil foto KTP, atau tandai bahwa tidak bisa memotret sekarang." in page
        page = post(client, {**begun, "without_photo": "on"}, step="foto").content.decode()
        assert "<h1>Foto KTP</h1>" not in page

    def test_a_refusal_says_what_to_do_and_keeps_everything(self, client, begun, draft):
        earlier = make_document(draft=draft)
        for data in (b"<svg onload='alert(1)'/>", jpeg()[:900], b""):
            sent = {**begun, "photo_camera": sent_photo(data)}
            page = post(client, sent, step="foto").content.decode()
            assert "has-error" in page or "errorlist" in page or "error-summary" in page
            assert 'name="name" value="Siti Contoh"' in page
            assert kept().get() == earlier

    def test_one_that_is_too_large_is_not_even_read(self, client, begun):
        sent = {**begun, "photo_camera": sent_photo(bytes(11 * 2**20))}
        page = post(client, sent, step="foto").content.decode()
        assert "paling banyak 8 MB" in page and not kept().exists()

    def test_before_there_is_a_name_it_has_nothing_to_belong_to(self, client, collector):
        sent = {"draft": "", "photo_camera": sent_photo()}
        page = post(client, sent, step="foto").content.decode()
        assert "Isi NIK dan nama dahulu" in page and not Document.objects.exists()

    def test_a_colleagues_draft_takes_none(self, client, begun, draft, market):
        client.force_login(make_collector(market=market))
        post(client, {**begun, "photo_camera": sent_photo()}, step="foto")
        assert not Document.objects.exists()


class TestConsent:
    def test_a_drawn_signature_is_kept_with_the_consent(self, client, typed):
        typed |= {"consent_how": "drawn_signature"}
        page = post(client, {**typed, "signature": drawn()}, step="setuju").content.decode()
        assert "<h1>Periksa sebelum dikirim</h1>" in page
        assert "data:image/png" not in page, "what was drawn is kept and does not travel along"
        assert post(client, typed, go="send").status_code == 302
        consent = Consent.objects.get()
        assert (consent.how, consent.evidence.kind) == ("drawn_signature", "signature")
        assert consent.evidence.member == consent.member == Member.objects.get()

    def test_no_evidence_no_submission(self, client, typed):
        for how in ("", "drawn_signature", "signed_sheet", "thumbprint"):
            answer = post(client, {**typed, "consent_how": how}, go="send")
            assert answer.status_code == 200
        assert not Enrolment.objects.exists() and not Consent.objects.exists()

    @pytest.mark.parametrize("text", ["data:image/png;base64,%%%", "data:image/png;base64,QUJD"])
    def test_what_is_no_drawing_is_refused(self, client, typed, text):
        typed |= {"consent_how": "drawn_signature", "signature": text}
        page = post(client, typed, step="setuju").content.decode()
        assert "<h1>Persetujuan</h1>" in page
        assert not kept(SIGNATURE).exists()


class TestMending:
    @pytest.fixture
    def returned(self, market, collector, draft):
        application = make_application(market=market, **enclosed(draft=draft))
        sent = enrolment.submit(application=application, by=collector, at=NOON, draft=draft.pk)
        return lambda **said: review.return_(
            enrolment=sent, by=make_reviewer(branch=market.partner.branch), at=NOON, **said
        )

    def test_a_photo_that_nobody_doubts_stays(self, client, returned):
        row = returned(notes={"address": "Nomor rumah?"})
        photo = row.documents.get(kind=KTP)
        url = reverse("mend_enrolment", args=[row.pk])
        page = client.get(url).content.decode()
        assert "<h1>Periksa sebelum dikirim</h1>" in page
        assert post(client, carried(page), go="send", url=url).status_code == 302
        assert row.documents.get(kind=KTP) == photo

    def test_one_that_cannot_be_read_is_taken_anew(self, client, returned):
        row = returned(codes=["photo_unreadable"])
        photo = row.documents.get(kind=KTP)
        url = reverse("mend_enrolment", args=[row.pk])
        page = client.get(url).content.decode()
        assert "<h1>Foto KTP</h1>" in page
        assert "Catatan cabang: Foto KTP tidak terbaca" in page
        sent = {**carried(page), "photo_camera": sent_photo()}
        page = post(client, sent, step="foto", url=url).content.decode()
        assert "<h1>Periksa sebelum dikirim</h1>" in page
        assert post(client, carried(page), go="send", url=url).status_code == 302
        assert row.documents.filter(kind=KTP).exclude(pk=photo.pk).count() == 1


def test_hostile_uploads_through_the_page_are_refused_or_written_anew(client, begun) -> None:
    sent = list(hostile.uploads())[::EVERY]
    assert len(sent) > 25
    for upload in sent:
        Document.objects.all().delete()
        file = SimpleUploadedFile("../../x.php.jpg", upload.data, content_type="text/html")
        answer = post(client, {**begun, "photo_camera": file}, step="foto", go="upload")
        assert answer.status_code == 200, upload.name
        photo = kept().first()
        assert not (photo and upload.refused), upload.name
        if photo:
            assert is_bare(document_vault.open_(photo)), upload.name
            assert "php" not in photo.stored_as
