"""Pictures of an enrolment that is not sent yet: sealed, one of a kind, gone with their draft."""

import datetime as dt
import io
import os
import stat
import uuid
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from environ import Env
from PIL import Image

from config import storage
from config.bench.hostile import encoded, photo
from members import document_vault, documents, drafts, review
from members.document_vault import UnableToOpenDocument
from members.documents import UnableToKeepDocument
from members.models import Document
from members.pictures import UnableToReadPicture
from tests.factories import (
    NOON,
    make_collector,
    make_draft,
    make_enrolment,
    make_market,
    make_reviewer,
)
from tests.photos import make_document

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BEAT = document_vault.LOOKED_THROUGH_EVERY
KTP, SHEET = Document.Kind.KTP_PHOTO, Document.Kind.SIGNED_SHEET


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> Path:
    place = tmp_path / "documents"
    private = storage.private(Env(), folder=place)
    settings.STORAGES = {**settings.STORAGES, "private": private}
    return place


@pytest.fixture
def collector():
    return make_collector(market=make_market())


@pytest.fixture
def draft(collector):
    return make_draft(by=collector)


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def sent(size=(320, 200)) -> io.BytesIO:
    return io.BytesIO(encoded(photo(size), "JPEG"))


def test_what_is_kept_opens_again_and_lies_sealed_for_its_owner_only(folder, draft) -> None:
    document = make_document(draft=draft)
    jpeg = document_vault.open_(document)
    with Image.open(io.BytesIO(jpeg)) as image:
        assert (image.size, image.format) == ((document.width, document.height), "JPEG")
    (file,) = files(folder)
    assert document.size == len(jpeg) < file.stat().st_size
    assert jpeg[:3] not in file.read_bytes() or not file.read_bytes().startswith(jpeg[:3])
    assert jpeg[100:130] not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(place.stat().st_mode) for place in (file.parent, folder)} == {0o700}


def test_its_name_tells_nothing_of_it(draft) -> None:
    document = make_document(draft=draft)
    name = document.stored_as
    assert len(name.rpartition("/")[2]) == 32
    for part in (str(document.pk), document.pk.hex, str(draft.pk), "ktp", ".jpg"):
        assert part not in name


def test_a_file_put_in_the_place_of_another_does_not_open(draft) -> None:
    photo_, sheet = make_document(draft=draft), make_document(draft=draft, kind=SHEET)
    photo_.stored_as = sheet.stored_as
    with pytest.raises(UnableToOpenDocument):
        document_vault.open_(photo_)


def test_a_changed_or_missing_file_does_not_open(folder, draft) -> None:
    document = make_document(draft=draft)
    (file,) = files(folder)
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    with pytest.raises(UnableToOpenDocument):
        document_vault.open_(document)
    file.unlink()
    with pytest.raises(UnableToOpenDocument):
        document_vault.open_(document)


def test_another_one_takes_its_place(
    folder, draft, collector, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        make_document(draft=draft)
        make_document(draft=draft, kind=SHEET)
        newer = make_document(draft=draft)
    held = documents.held(draft=draft.pk, by=collector)
    assert (set(held), held[KTP]) == ({KTP, SHEET}, newer)
    assert len(files(folder)) == 2


def test_what_is_no_picture_is_not_kept_and_the_earlier_one_stays(folder, draft, collector) -> None:
    earlier = make_document(draft=draft)
    with pytest.raises(UnableToReadPicture):
        documents.keep(draft=draft.pk, kind=KTP, file=io.BytesIO(b"x"), by=collector, at=NOON)
    assert documents.held(draft=draft.pk, by=collector)[KTP] == earlier
    assert len(files(folder)) == 1


def test_without_a_draft_of_ones_own_nothing_is_kept(folder, draft, collector) -> None:
    colleague = make_collector(market=make_market())
    for which, by in ((uuid.uuid4(), collector), (None, collector), (draft.pk, colleague)):
        with pytest.raises(UnableToKeepDocument, match="Isi NIK dan nama dahulu"):
            documents.keep(draft=which, kind=KTP, file=sent(), by=by, at=NOON)
    assert files(folder) == [] and not Document.objects.exists()


def test_who_mends_keeps_it_under_an_id_of_their_own(collector) -> None:
    market = collector.assignments.get().market
    enrolment = make_enrolment(market=market, by=collector)
    with pytest.raises(UnableToKeepDocument):  # it waits for the branch
        documents.keep(draft=None, kind=KTP, file=sent(), by=collector, at=NOON, mends=enrolment)
    reviewer = make_reviewer(branch=market.partner.branch)
    returned = review.return_(enrolment=enrolment, reason="Foto?", by=reviewer, at=NOON)
    kept = documents.keep(draft=None, kind=KTP, file=sent(), by=collector, at=NOON, mends=returned)
    own = documents.id_for_mending(enrolment=returned, by=collector)
    assert documents.held(draft=own, by=collector) == {KTP: kept}
    colleague = make_collector(market=market)
    assert documents.id_for_mending(enrolment=returned, by=colleague) != own


def test_a_draft_that_is_thrown_away_takes_its_pictures_along(
    folder, draft, collector, django_capture_on_commit_callbacks
) -> None:
    make_document(draft=draft)
    other = make_document(draft=make_draft(by=collector))
    with django_capture_on_commit_callbacks(execute=True):
        drafts.throw_away(id=draft.pk, by=collector)
    assert list(Document.objects.all()) == [other]
    assert [file.name for file in files(folder)] == [other.stored_as.rpartition("/")[2]]


def test_pictures_of_forgotten_drafts_are_erased_with_them(
    folder, draft, collector, django_capture_on_commit_callbacks
) -> None:
    make_document(draft=draft)
    late = NOON + drafts.FORGOTTEN_AFTER + dt.timedelta(seconds=1)
    with django_capture_on_commit_callbacks(execute=True):
        drafts.forget_old(at=late)
    assert not Document.objects.exists()
    assert files(folder) == []


def test_a_picture_without_a_draft_is_erased_after_a_day(draft) -> None:
    document = make_document(draft=draft)
    draft.delete()
    assert documents.erase_orphans(at=NOON + DAY) == 0
    assert documents.erase_orphans(at=NOON + DAY + dt.timedelta(seconds=1)) == 1
    assert not Document.objects.filter(pk=document.pk).exists()


def test_a_file_without_a_row_is_found_and_deleted_after_a_day(folder, draft) -> None:
    known = make_document(draft=draft)
    lost = storages["private"].save(f"{known.stored_as[:2]}/{'0' * 32}", ContentFile(b"x"))
    beat = turn_of(known, after=NOON)
    written(files(folder), at=beat - DAY)
    assert document_vault.drop_unknown_files(at=beat) == 0
    written(files(folder), at=beat - DAY - BEAT)
    assert document_vault.drop_unknown_files(at=beat + BEAT) == 0  # another folder's turn
    assert document_vault.drop_unknown_files(at=beat) == 1
    assert not storages["private"].exists(lost) and storages["private"].exists(known.stored_as)


def written(paths: list[Path], *, at: dt.datetime) -> None:
    for path in paths:
        os.utime(path, (at.timestamp(),) * 2)


def turn_of(document, *, after) -> dt.datetime:
    """The first beat from then on that looks through the folder in which the document lies."""
    beats = (after + number * BEAT for number in range(1, document_vault.FOLDERS + 2))
    wanted = int(document.stored_as[:2], 16)
    return next(at for at in beats if int(at.timestamp() // 600) % 256 == wanted)


def test_documents_are_sealed_anew_under_the_key_of_today(
    folder, draft, settings, django_capture_on_commit_callbacks
) -> None:
    document = make_document(draft=draft)
    jpeg = document_vault.open_(document)
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k-next", "another key of the tests " * 2
    with django_capture_on_commit_callbacks(execute=True):
        assert document_vault.seal_some_anew() == 1
    settings.NIK_OLD_KEYS = {}
    document.refresh_from_db()
    assert (document_vault.open_(document), document.key_id) == (jpeg, "k-next")
    assert len(files(folder)) == 1
    assert document_vault.seal_some_anew() == 0
