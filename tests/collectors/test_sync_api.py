"""What a phone sends: each entry answered by itself, and never twice."""

import uuid

import pytest

from collectors.api import sync
from collectors.models import Visit
from collectors.serializers import MOST_TYPED
from contributions import phones
from contributions.models import Payment
from members.forms.enrolment_steps import TOLD_BY_PHONES
from members.models import EnrolmentDraft
from tests import factories
from tests.collectors.phone_api import draft, make_sending, visit
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def sending(cast, client):
    return make_sending(cast, client)


@pytest.fixture
def member(cast):
    return cast.member()


def statuses(results):
    return [result["status"] for result in results]


def test_each_entry_is_answered_in_the_order_sent(sending, member) -> None:
    entries = [visit(member), sending.payment(member, number=1), draft()]
    results = sending.results(*entries)
    assert [result["id"] for result in results] == [entry["id"] for entry in entries]
    assert statuses(results) == [201, 201, 201]
    assert results[0] == {
        "id": entries[0]["id"],
        "status": 201,
        "state": "stored",
        "sentence": "",
        "receipt": "",
        "payment": None,
    }
    assert (Visit.objects.count(), Payment.objects.count(), EnrolmentDraft.objects.count()) == (
        1,
        1,
        1,
    )


def test_the_same_twice_in_one_batch_is_stored_once(sending, member) -> None:
    for entry in (visit(member), sending.payment(member, number=1), draft()):
        assert statuses(sending.results(entry, entry)) == [201, 200]


def test_an_empty_batch_is_answered(sending) -> None:
    assert sending.results() == []


BROKEN = [
    None, 1, "x", [], {}, {"kind": "void"}, {"kind": []}, {"kind": "payment"}, {"kind": "visit"},
    {"kind": "enrolment_draft", "id": 5}, {"id": "\ud800", "kind": "visit"}, {"id": ["x"]},
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_entry_leaves_the_others_alone(sending, member, broken) -> None:
    results = sending.results(visit(member), broken, draft())
    assert statuses(results) == [201, 422, 201]
    assert (results[1]["state"], results[1]["payment"]) == ("refused", None)
    assert results[1]["sentence"]


def test_an_unexpected_mistake_of_ours_leaves_the_others_alone(
    sending, member, monkeypatch, caplog
) -> None:
    def break_down(**_anything):
        raise RuntimeError("Siti Contoh 3201016703689901")

    monkeypatch.setattr("members.drafts.take", break_down)
    entries = [visit(member), draft(), visit(member)]
    results = sending.results(*entries)
    assert statuses(results) == [201, 500, 201]
    assert (results[1]["id"], results[1]["state"]) == (entries[1]["id"], "waiting")
    assert "an entry was not stored" in caplog.text
    monkeypatch.undo()
    assert statuses(sending.results(*entries)) == [200, 201, 200]


LABELS = {
    "id": "nomor kiriman",
    "told_at": "waktu",
    "member": "peserta",
    "months": "bulan",
    "total_idr": "jumlah uang",
    "credit_idr": "dari kelebihan bayar",
    "number": "nomor kuitansi",
    "code": "kode slip",
}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("id", None), ("id", 7), ("id", "x"), ("told_at", None), ("told_at", "yesterday"),
        ("told_at", "0001-01-01T00:00:00Z"), ("told_at", "9999-12-31T23:59:59Z"), ("member", None),
        ("member", 0), ("member", 2**63), ("member", "Siti"), ("member", True), ("months", None),
        ("months", []), ("months", "2026-11"), ("months", [11]), ("months", ["2026-13"]),
        ("months", ["2026-11"] * 17), ("total_idr", 0), ("total_idr", -1), ("total_idr", 2**31),
        ("credit_idr", -1), ("credit_idr", 2**31), ("number", 0), ("number", 2**31),
        ("number", "one"), ("code", None), ("code", "x" * 21), ("code", "\x00"), ("code", {}),
    ],
)  # fmt: skip
def test_what_cannot_be_understood_is_named_and_nothing_is_stored(
    sending, member, field, wrong
) -> None:
    entry = {**sending.payment(member, number=1), field: wrong}
    (result,) = sending.results(entry)
    assert (result["status"], result["state"]) == (422, "refused")
    assert result["sentence"] == (
        f"Kiriman ini tidak terbaca: {LABELS[field]}. Tunjukkan ponsel ini kepada bendahara."
    )
    assert not Payment.objects.exists()


def test_at_most_fifty_come_at_once(sending) -> None:
    assert len(sending.results(*[draft() for _ in range(50)])) == 50
    answer = sending.send(*[draft() for _ in range(51)])
    assert answer.status_code == 400
    assert answer.json() == {"entries": ["Paling banyak 50 kiriman sekaligus."]}
    assert EnrolmentDraft.objects.count() == 50


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("phone", "x"), ("phone", 5), ("sent_at", None), ("sent_at", "now"),
        ("sent_at", "0001-01-01T00:00:00Z"), ("entries", None), ("entries", {}), ("entries", "x"),
    ],
)  # fmt: skip
def test_a_batch_without_its_shape_is_refused(sending, field, wrong) -> None:
    answer = sending.send(**{field: wrong})
    assert (answer.status_code, list(answer.json())) == (400, [field])


@pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "nan", '"x"', "\x00", "[]"])
def test_what_is_no_batch_is_refused(sending, body) -> None:
    answer = sending.client.post("/api/v1/sync/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_batch_has_a_limit_that_fifty_full_drafts_do_not_reach(sending) -> None:
    full = dict.fromkeys(TOLD_BY_PHONES, "x" * MOST_TYPED)
    assert len(sending.results(*[draft(full) for _ in range(50)])) == 50
    answer = sending.send(draft({"name": "x" * sync.MOST_BYTES}))
    assert (answer.status_code, answer.json()) == (413, {"detail": "Kiriman ini terlalu besar."})


def test_a_phone_of_somebody_else_sends_nothing(sending, cast, member) -> None:
    colleague = factories.make_collector(market=cast.market)
    other = phones.register(by=colleague, device=None, session_key="", at=NOON)
    for phone in (other.pk, uuid.uuid4()):
        assert sending.send(visit(member), phone=str(phone)).status_code == 404
    assert not Visit.objects.exists()


def test_without_a_phone_of_ones_own_visits_and_drafts_are_taken(sending, member) -> None:
    entries = [visit(member), draft(), sending.payment(member)]
    assert statuses(sending.results(*entries, phone=None)) == [201, 201, 201]
