"""Pictures are shown to those who may see them, kept by nobody on the way, each look noted."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from members import documents, enrolment, review
from members.models import Document, PersonalDataView
from tests.factories import (
    NOON,
    make_admin,
    make_application,
    make_auditor,
    make_collector,
    make_draft,
    make_reviewer,
    make_treasurer,
)
from tests.photos import enclosed, jpeg, make_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
BOTH = pytest.mark.parametrize("address", ["document", "document_small"])
OTHERS = (make_collector, make_treasurer, make_reviewer, make_auditor, make_admin)


@pytest.fixture
def sent(market, collector):
    draft = make_draft(by=collector)
    application = make_application(market=market, **enclosed(draft=draft))
    return enrolment.submit(application=application, by=collector, at=NOON, draft=draft.pk)


@pytest.fixture
def photo(sent):
    return sent.documents.get(kind=Document.Kind.KTP_PHOTO)


@BOTH
def test_it_is_one_jpeg_that_nobody_keeps_on_the_way(client, photo, reviewer, address) -> None:
    client.force_login(reviewer)
    answer = client.get(reverse(address, args=[photo.pk]))
    assert answer["Content-Type"] == "image/jpeg"
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    with Image.open(io.BytesIO(answer.content)) as image:
        assert image.format == "JPEG"


@BOTH
def test_each_look_leaves_who_when_and_at_which(client, photo, reviewer, address) -> None:
    client.force_login(reviewer)
    client.get(reverse(address, args=[photo.pk]))
    client.get(reverse(address, args=[photo.pk]))
    view = PersonalDataView.objects.first()
    assert (view.member, view.market, view.what) == (photo.member, photo.market, "ktp_photo")
    assert (view.document, view.by, view.at) == (photo.pk, reviewer, NOON)
    assert PersonalDataView.objects.count() == 2


@BOTH
def test_who_took_it_sees_it_until_it_is_sent(client, market, collector, address) -> None:
    photo = make_document(draft=make_draft(by=collector))
    client.force_login(collector)
    assert client.get(reverse(address, args=[photo.pk])).status_code == 200
    assert not PersonalDataView.objects.exists()
    for other in (make_collector(market=market), make_reviewer(branch=market.partner.branch)):
        client.force_login(other)
        assert client.get(reverse(address, args=[photo.pk])).status_code == 404


@BOTH
def test_once_sent_it_is_the_branchs_and_again_the_collectors_when_returned(
    client, sent, photo, collector, reviewer, address
) -> None:
    url = reverse(address, args=[photo.pk])
    client.force_login(collector)
    assert client.get(url).status_code == 404
    review.return_(enrolment=sent, reason="Foto buram.", by=reviewer, at=NOON)
    assert client.get(url).status_code == 200
    assert PersonalDataView.objects.get().by == collector


def test_others_find_nothing_and_leave_no_look(client, market, photo) -> None:
    partner = market.partner
    near = (make_treasurer(partner=partner), make_auditor(partner=partner))
    for user in (*near, *(make() for make in OTHERS)):
        client.force_login(user)
        for address in ("document", "document_small"):
            assert client.get(reverse(address, args=[photo.pk])).status_code == 404
    assert not PersonalDataView.objects.exists()


def test_a_stranger_is_sent_to_the_login(client, photo) -> None:
    assert reverse("login") in client.get(reverse("document", args=[photo.pk])).url


def test_what_was_erased_or_does_not_open_is_not_found(client, photo, reviewer) -> None:
    client.force_login(reviewer)
    for key in ("unknown", ""):
        Document.objects.filter(pk=photo.pk).update(key_id=key)
        assert client.get(reverse("document", args=[photo.pk])).status_code == 404
    assert not PersonalDataView.objects.exists()


class TestReviewPage:
    @pytest.fixture
    def open_case(self, client, reviewer):
        client.force_login(reviewer)
        return lambda row: client.get(reverse("review_case", args=[row.pk])).content.decode()

    def test_the_photo_stands_beside_the_data_and_the_consent_has_its_own(
        self, open_case, sent, photo
    ):
        page = open_case(sent)
        assert f'src="{reverse("document_small", args=[photo.pk])}"' in page
        assert f'href="{reverse("document", args=[photo.pk])}"' in page
        evidence = sent.member.consents.get().evidence
        assert f'href="{reverse("document", args=[evidence.pk])}"' in page
        assert "Lihat Lembar persetujuan" in page

    def test_the_page_says_who_looked_once_each(self, client, open_case, sent, photo):
        for _ in range(3):
            client.get(reverse("document_small", args=[photo.pk]))
        assert open_case(sent).count("Foto KTP dilihat") == 1

    def test_without_a_photo_it_says_so(self, open_case, market, collector):
        sent = enrolment.submit(application=make_application(market=market), by=collector, at=NOON)
        assert "Tanpa foto KTP. Periksa datanya lebih teliti." in open_case(sent)

    def test_once_decided_it_is_only_opened_on_purpose(self, open_case, sent, photo, reviewer):
        review.approve(enrolment=sent, by=reviewer, at=NOON)
        page = open_case(sent)
        assert reverse("document_small", args=[photo.pk]) not in page
        assert f'href="{reverse("document", args=[photo.pk])}"' in page

    def test_a_better_photo_stands_before_the_earlier_one(
        self, open_case, sent, photo, collector, reviewer
    ):
        sent = review.return_(enrolment=sent, reason="Foto buram.", by=reviewer, at=NOON)
        better = documents.keep(
            draft=None,
            kind=Document.Kind.KTP_PHOTO,
            file=io.BytesIO(jpeg()),
            by=collector,
            at=NOON.replace(hour=15),
            mends=sent,
        )
        enrolment.resubmit(
            enrolment=sent,
            application=make_application(
                market=sent.market, nik="", photo=better.pk, consent_how="", consent_version=""
            ),
            by=collector,
            at=NOON.replace(hour=15),
            draft=documents.id_for_mending(enrolment=sent, by=collector),
        )
        page = open_case(sent)
        assert f'src="{reverse("document_small", args=[better.pk])}"' in page
        assert "Foto sebelumnya" in page
        assert f'href="{reverse("document", args=[photo.pk])}"' in page
