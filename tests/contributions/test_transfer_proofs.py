"""Proofs of transfers: what is kept as one, who looks at it with a trace, and new keys."""

import datetime as dt
import io
import zlib

import pytest
from django.urls import reverse

from config.management.commands import rotate_nik_key
from contributions import transfer_proofs
from contributions.models import TransferProof, TransferProofView
from contributions.transfer_proofs import UnableToReadProof
from members import sealing
from tests import factories
from tests.contributions.straight import refused_by
from tests.contributions.transferred import PDF, jpeg, record
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def posted(cast):
    cast.pay(cast.member(), by=cast.treasurer, method="transfer", reference="1")
    return cast.post_unsent()


def test_a_proof_is_a_photo_written_anew_or_a_pdf_and_rests_sealed(cast, posted):
    photo = transfer_proofs.read(io.BytesIO(jpeg()))
    row = record(posted, cast.treasurer, proof=photo)
    assert row.proof.media == "image/jpeg"
    assert bytes(row.proof.sealed) != photo.data
    assert transfer_proofs.open_(row.proof) == photo.data
    assert transfer_proofs.read(io.BytesIO(PDF)).data == PDF


OBJECTS = b"2 0 obj<</Type/Obj#53tm/N 1/First 4>>stream\n1 0 "
ACTION = b"<</S/JavaScript/JS(app.alert(1))>>"
PACKED = zlib.compress(b"<</OpenAction 5 0 R>>")
# What runs lies behind more than is unfolded, written so that it is shorter once it is read.
BEHIND = zlib.compress(b"#41" * (transfer_proofs.MOST_UNFOLDED // 3 + 1) + ACTION)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture",
        PDF[:40],
        PDF.replace(b"/Type", b"/JS(app.alert(1))/Type"),
        PDF.replace(b"/Type", b"/J#61vaScript 1 0 R/Type"),
        PDF.replace(b"/Type", b"/Encrypt 2 0 R/Type"),
        PDF.replace(b"trailer", b"stream\n" + PACKED + b"\nendstream trailer"),
        PDF.replace(b"trailer", OBJECTS + b"<</S/JavaScript/JS(app.alert(1))>>\nendstream trailer"),
        PDF.replace(
            b"trailer", OBJECTS + b"<</S/JavaScript>>".hex().encode() + b">endstream trailer"
        ),
        PDF.replace(b"trailer", b"stream\n" + BEHIND + b"\nendstream trailer"),
        PDF + b"0" * 5 * 2**20 + b"%%EOF",
    ],
)
def test_what_is_neither_is_refused(data):
    with pytest.raises(UnableToReadProof):
        transfer_proofs.read(io.BytesIO(data))


def test_proof_shows_something(db):
    with refused_by("proof_shows_something"):
        TransferProof.objects.create(media="image/jpeg", size=0, sealed=b"", key_id="x")


def test_who_looks_at_a_proof_leaves_a_trace(client, cast, posted):
    photo = record(
        posted,
        cast.treasurer,
        amount_idr=8_000,
        proof=transfer_proofs.read(io.BytesIO(jpeg())),
    )
    paper = record(posted, cast.treasurer, reference="BRI-2", amount_idr=400)
    client.force_login(cast.treasurer)
    shown = client.get(reverse("transfer_proof", args=[photo.pk]))
    assert shown.content.startswith(b"\xff\xd8")
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"].startswith("inline")
    assert "no-store" in shown["Cache-Control"]
    saved = client.get(reverse("transfer_proof", args=[paper.pk]))
    assert (saved.content, saved["Content-Type"]) == (PDF, "application/pdf")
    assert saved["Content-Disposition"].startswith("attachment")
    looks = TransferProofView.objects.values_list("proof", "by")
    assert set(looks) == {(photo.proof_id, cast.treasurer.pk), (paper.proof_id, cast.treasurer.pk)}
    page = client.get(reverse("transfer", args=[photo.pk]))
    assert list(page.context["looks"]) == list(TransferProofView.objects.filter(proof=photo.proof))


def test_a_proof_that_does_not_open_leaves_no_trace(client, cast, posted, settings):
    row = record(posted, cast.treasurer)
    settings.NIK_KEY_ID = "k2"
    client.force_login(cast.treasurer)
    assert client.get(reverse("transfer_proof", args=[row.pk])).status_code == 404
    assert not TransferProofView.objects.exists()


def test_each_person_who_looked_is_named_once_with_the_last_time(cast, posted):
    row = record(posted, cast.treasurer)
    deputy = factories.make_treasurer(partner=cast.partner)
    for hour, by in enumerate((deputy, cast.treasurer, deputy)):
        transfer_proofs.show(proof=row.proof, by=by, at=NOON + dt.timedelta(hours=hour))
    assert [look.by for look in transfer_proofs.looks(proof=row.proof)] == [deputy, cast.treasurer]


def test_proofs_are_sealed_anew_under_a_new_key(cast, posted, settings):
    row = record(posted, cast.treasurer)
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k2", "baru" * 12
    assert transfer_proofs in rotate_nik_key.SEALERS
    assert transfer_proofs.seal_some_anew() == 1
    assert transfer_proofs.seal_some_anew() == 0
    settings.NIK_OLD_KEYS = {}
    row.proof.refresh_from_db()
    assert row.proof.key_id == "k2"
    assert transfer_proofs.open_(row.proof) == PDF


def test_proofs_without_their_old_key_stay_as_they_are(cast, posted, settings):
    record(posted, cast.treasurer)
    settings.NIK_KEY_ID = "k2"
    with pytest.raises(sealing.UnableToOpen):
        transfer_proofs.seal_some_anew()
    assert TransferProof.objects.get().key_id != "k2"
