"""What was typed and not sent yet is kept, sealed, for who typed it, and forgotten in time."""

import datetime as dt

import pytest
from django.db import connection

from members import drafts, enrolment, sealing
from members.models import EnrolmentDraft
from tests.factories import (
    NOON,
    make_application,
    make_collector,
    make_draft,
    make_enrolment,
    make_nik,
    new_id,
)
from tests.photos import enclosed

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_what_is_kept_again_takes_the_place_of_what_was(collector) -> None:
    draft = make_draft(by=collector, name="Siti")
    drafts.keep(id=draft.pk, typed={"name": "Siti Contoh"}, by=collector, at=NOON + DAY)
    kept = EnrolmentDraft.objects.get()
    assert drafts.typed(kept) == {"name": "Siti Contoh"}
    assert (kept.started_at, kept.changed_at) == (NOON, NOON + DAY)


def test_nothing_that_was_typed_lies_readable_in_its_row(collector) -> None:
    make_draft(by=collector, name="Siti Contoh", nik="3201016703689901")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT row_to_json(t)::text FROM {EnrolmentDraft._meta.db_table} t")
        (row,) = cursor.fetchone()
    for word in ("Siti Contoh", "3201016703689901"):
        assert word not in row
        assert word.encode().hex() not in row


def test_a_draft_copied_into_another_row_does_not_open(collector) -> None:
    draft, other = make_draft(by=collector), make_draft(by=collector)
    other.sealed = draft.sealed
    with pytest.raises(sealing.UnableToOpen):
        drafts.typed(other)


def test_a_colleague_who_knows_the_id_neither_changes_nor_throws_it_away(collector, market) -> None:
    draft = make_draft(by=collector, name="Siti")
    colleague = make_collector(market=market)
    drafts.keep(id=draft.pk, typed={"name": "Lain"}, by=colleague, at=NOON)
    drafts.throw_away(id=draft.pk, by=colleague)
    assert drafts.typed(EnrolmentDraft.objects.get()) == {"name": "Siti"}
    assert drafts.begun(by=colleague) == []


def test_what_a_phone_tells_again_takes_the_place_of_what_it_told_before(collector) -> None:
    id = new_id()
    assert drafts.take(id=id, told={"name": "Siti", "phone": "1"}, by=collector, at=NOON)
    assert not drafts.take(id=id, told={"name": "Dewi"}, by=collector, at=NOON + DAY)
    kept = EnrolmentDraft.objects.get()
    assert (drafts.typed(kept), kept.changed_at) == ({"name": "Dewi"}, NOON + DAY)


def test_once_the_pages_took_it_up_a_phone_only_fills_in_what_they_do_not_have(collector) -> None:
    id, told = new_id(), {"name": "Siti", "address": "Jalan 1"}
    drafts.take(id=id, told=told, by=collector, at=NOON)
    drafts.take(id=id, told=told, by=collector, at=NOON + DAY)  # it did not hear the first answer
    drafts.keep(id=id, typed={"name": "Siti Contoh"}, by=collector, at=NOON + 2 * DAY)
    for _attempt in range(2):
        assert not drafts.take(id=id, told=told, by=collector, at=NOON + 3 * DAY)
    kept = EnrolmentDraft.objects.get()
    assert drafts.typed(kept) == {"name": "Siti Contoh", "address": "Jalan 1"}
    assert kept.changed_at == NOON + 2 * DAY


def test_what_another_keeps_a_phone_does_not_touch(collector, market) -> None:
    draft = make_draft(by=collector, name="Siti")
    with pytest.raises(drafts.UnableToKeepDraft):
        drafts.take(id=draft.pk, told={"name": "X"}, by=make_collector(market=market), at=NOON)
    assert drafts.typed(EnrolmentDraft.objects.get()) == {"name": "Siti"}


def test_who_keeps_too_many_loses_the_oldest(collector, monkeypatch) -> None:
    monkeypatch.setattr(drafts, "MOST_OF_ONE_USER", 3)
    for day in range(5):
        make_draft(by=collector, name=f"Siti {day}", at=NOON + day * DAY)
    assert [draft.name for draft in drafts.begun(by=collector)] == ["Siti 4", "Siti 3", "Siti 2"]


def test_it_is_forgotten_after_thirty_days_without_a_change(collector) -> None:
    make_draft(by=collector, name="Alt", at=NOON)
    make_draft(by=collector, name="Neu", at=NOON + DAY)
    late = NOON + dt.timedelta(days=30, seconds=1)
    assert drafts.forget_old(at=NOON + dt.timedelta(days=30)) == 0
    assert drafts.forget_old(at=late) == 1
    assert [draft.name for draft in drafts.begun(by=collector)] == ["Neu"]


def test_sending_ends_it_and_a_refusal_leaves_it(collector, market) -> None:
    number = make_nik()
    make_enrolment(market=market, nik=number)
    refused, sent = make_draft(by=collector), make_draft(by=collector)
    with pytest.raises(enrolment.UnableToEnrol):
        enrolment.submit(
            application=make_application(market=market, nik=number),
            by=collector,
            at=NOON,
            draft=refused.pk,
        )
    application = make_application(market=market, **enclosed(draft=sent))
    enrolment.submit(application=application, by=collector, at=NOON, draft=sent.pk)
    assert [draft.id for draft in drafts.begun(by=collector)] == [refused.pk]


def test_drafts_are_sealed_anew_under_the_key_of_today(collector, settings) -> None:
    draft = make_draft(by=collector, name="Siti")
    settings.NIK_OLD_KEYS = {settings.NIK_KEY_ID: settings.NIK_ENCRYPTION_KEY}
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k-next", "another key of the tests " * 2
    assert drafts.seal_some_anew() == 1
    settings.NIK_OLD_KEYS = {}
    assert drafts.typed(EnrolmentDraft.objects.get(pk=draft.pk)) == {"name": "Siti"}
    assert drafts.seal_some_anew() == 0
