"""Who begins her own enrolment from a poster waits for a collector; floods stay small."""

import datetime as dt
import logging

import pytest

from members import drafts, poster_limits, posters, self_enrolment
from members.models import Document, EnrolmentDraft, Poster, PosterUse
from members.self_enrolment import UnableToBegin, UnableToTake
from tests.factories import (
    NOON,
    TODAY,
    make_block,
    make_collector,
    make_draft,
    make_market,
    make_nik,
    new_id,
)
from tests.members.activations import make_poster, make_waiting, own_data
from tests.photos import make_document

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def poster(market):
    return make_poster(market=market)


def begin(poster, *, id=None, address="192.0.2.1", at=NOON, **typed):
    told, id = own_data(market=poster.market, **typed), id or new_id()
    return self_enrolment.begin(id=id, poster=poster, typed=told, address=address, at=at)


class TestBeginning:
    def test_a_double_tap_keeps_one(self, poster) -> None:
        tapped, number = new_id(), make_nik()
        kept = [begin(poster, id=tapped, nik=number) for _twice in range(2)]
        assert kept == [EnrolmentDraft.objects.get().pk] * 2
        assert PosterUse.objects.count() == 2  # of the address, of the market
        assert {use.times for use in PosterUse.objects.all()} == {1}

    def test_the_next_person_on_the_same_pages_is_kept_too(self, poster) -> None:
        visit, first, second = new_id(), make_nik(), make_nik()
        ids = {begin(poster, id=visit, nik=number) for number in (first, second, second)}
        assert len(ids) == 2
        assert {drafts.typed(row)["nik"] for row in EnrolmentDraft.objects.all()} == {first, second}

    def test_who_knows_the_id_of_a_collectors_draft_changes_nothing(self, poster, collector):
        draft = make_draft(by=collector, name="Siti")
        begin(poster, id=draft.pk, name="Lain")
        draft.refresh_from_db()
        assert (drafts.typed(draft)["name"], draft.entered_by) == ("Siti", collector)

    def test_nothing_that_was_typed_lies_readable(self, poster) -> None:
        begin(poster, name="Siti Contoh")
        assert b"Siti" not in bytes(EnrolmentDraft.objects.get().sealed)

    def test_a_poster_revoked_meanwhile_takes_nothing(self, poster) -> None:
        posters.revoke(market=poster.market, by=poster.made_by, at=NOON)
        with pytest.raises(UnableToBegin) as refusal:
            begin(poster)
        assert refusal.value.code == "revoked"
        assert not EnrolmentDraft.objects.exists()


class TestFloods:
    def test_one_address_waits_for_the_next_hour(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 3)
        for _each in range(3):
            begin(poster)
        with pytest.raises(UnableToBegin) as refusal:
            begin(poster)
        assert refusal.value.code == "too_many"
        begin(poster, address="192.0.2.2")
        begin(poster, at=NOON + HOUR)
        assert EnrolmentDraft.objects.count() == 5

    def test_one_address_is_held_back_over_all_markets(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 1)
        begin(poster)
        with pytest.raises(UnableToBegin):
            begin(make_poster())

    def test_a_phone_with_many_new_addresses_counts_as_one(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 2)
        begin(poster, address="2001:db8:1:2::1")
        begin(poster, address="2001:db8:1:2:ffff::9")
        with pytest.raises(UnableToBegin):
            begin(poster, address="2001:db8:1:2:3:4:5:6")
        begin(poster, address="2001:db8:1:3::1")

    def test_a_market_takes_so_many_an_hour_whoever_sends(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(poster_limits, "MOST_AT_ONE_MARKET", 3)
        for number in range(3):
            begin(poster, address=f"192.0.2.{number}")
        with pytest.raises(UnableToBegin):
            begin(poster, address="192.0.2.9")
        begin(make_poster(), address="192.0.2.9")

    def test_one_flooder_stops_no_market(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 1)
        monkeypatch.setattr(poster_limits, "MOST_AT_ONE_MARKET", 3)
        begin(poster)
        for _each in range(9):
            with pytest.raises(UnableToBegin):
                begin(poster)
        begin(poster, address="192.0.2.2")

    def test_a_full_list_keeps_who_is_in_it(self, poster, monkeypatch) -> None:
        monkeypatch.setattr(self_enrolment, "MOST_WAITING", 2)
        begin(poster)
        begin(poster)
        with pytest.raises(UnableToBegin) as refusal:
            begin(poster)
        assert refusal.value.code == "full"
        renewed = posters.renew(market=poster.market, by=poster.made_by, at=NOON)
        with pytest.raises(UnableToBegin) as refusal:
            begin(renewed)
        assert refusal.value.code == "full", "a new poster empties no list"

    def test_no_address_is_kept_and_the_counts_go_after_a_day(self, poster) -> None:
        begin(poster, address="192.0.2.77")
        keys = [bytes(use.key) for use in PosterUse.objects.all()]
        assert all(len(key) == 32 and b"192.0.2.77" not in key for key in keys)
        assert poster_limits.forget_old(at=NOON + DAY) == 0
        drafts.forget_old(at=NOON + DAY + HOUR)
        assert not PosterUse.objects.exists()

    def test_who_is_not_met_is_forgotten_after_thirty_days(self, poster) -> None:
        begin(poster)
        assert drafts.forget_old(at=NOON + 30 * DAY) == 0
        assert drafts.forget_old(at=NOON + 30 * DAY + HOUR) == 1
        assert Poster.objects.filter(pk=poster.pk).exists()


class TestList:
    def test_the_collectors_own_blocks_come_first(self, market, poster) -> None:
        near, far = make_block(market=market, name="Blok A"), make_block(market=market)
        collector = make_collector(market=market, block=near)
        make_waiting(poster=poster, name="Jauh", place=f"{market.pk}-{far.pk}")
        make_waiting(poster=poster, name="Tanpa Blok", at=NOON + HOUR)
        at_stall = {"place": f"{market.pk}-{near.pk}", "stall_number": "12"}
        make_waiting(poster=poster, name="Dekat", at=NOON + 2 * HOUR, **at_stall)
        found = self_enrolment.listed(user=collector, on=TODAY)
        assert [each.name for each in found] == ["Dekat", "Jauh", "Tanpa Blok"]
        assert found[0].place == "Pasar Cisarua · Blok A · 12"
        assert [each.is_near for each in found] == [True, False, False]

    def test_it_is_found_by_the_code_or_part_of_the_name(self, poster, collector) -> None:
        wanted = make_waiting(poster=poster, name="Ani Dicari")
        make_waiting(poster=poster, name="Budi Lain")
        code = self_enrolment.code(wanted.pk)
        for text in (code, code.replace("-", " "), "dicari"):
            found = self_enrolment.listed(user=collector, on=TODAY, text=text)
            assert [each.id for each in found] == [wanted.pk]
        assert self_enrolment.listed(user=collector, on=TODAY, text="zzz") == []

    def test_a_collector_of_another_market_sees_nobody(self, market, poster) -> None:
        make_waiting(poster=poster)
        neighbour = make_collector(market=make_market(partner=market.partner))
        assert self_enrolment.listed(user=neighbour, on=TODAY) == []

    def test_many_take_as_many_queries_as_few(
        self, poster, collector, django_assert_num_queries
    ) -> None:
        for number in range(12):
            make_waiting(poster=poster, address=f"192.0.2.{number}")
        with django_assert_num_queries(3):
            assert len(self_enrolment.listed(user=collector, on=TODAY)) == 12


class TestTaking:
    def test_the_first_who_takes_it_has_it(self, market, poster, collector) -> None:
        waiting = make_waiting(poster=poster)
        for _twice in range(2):
            self_enrolment.take(id=waiting.pk, by=collector, at=NOON)
        with pytest.raises(UnableToTake, match="Kolektor lain"):
            self_enrolment.take(id=waiting.pk, by=make_collector(market=market), at=NOON)
        begun = drafts.begun(by=collector)
        assert [(each.is_from_poster, each.place) for each in begun] == [(True, "Pasar Cisarua")]

    def test_nobody_takes_what_waits_elsewhere_or_is_a_colleagues_draft(self, poster, collector):
        elsewhere = make_waiting(poster=make_poster())
        mine = make_draft(by=make_collector(market=poster.market))
        for id in (elsewhere.pk, mine.pk, new_id()):
            with pytest.raises(UnableToTake, match="sudah tidak ada"):
                self_enrolment.take(id=id, by=collector, at=NOON)

    def test_given_back_it_waits_again_for_everybody(self, market, poster, collector) -> None:
        waiting, colleague = make_waiting(poster=poster), make_collector(market=market)
        self_enrolment.take(id=waiting.pk, by=collector, at=NOON)
        self_enrolment.give_back(id=waiting.pk, by=colleague)
        assert self_enrolment.listed(user=colleague, on=TODAY) == []
        self_enrolment.give_back(id=waiting.pk, by=collector)
        assert [each.id for each in self_enrolment.listed(user=colleague, on=TODAY)] == [waiting.pk]

    def test_the_pictures_she_took_go_when_it_is_given_back(self, market, poster, collector):
        waiting, colleague = make_waiting(poster=poster), make_collector(market=market)
        draft = self_enrolment.take(id=waiting.pk, by=collector, at=NOON)
        make_document(draft=draft)
        self_enrolment.give_back(id=draft.pk, by=colleague)
        assert Document.objects.count() == 1
        self_enrolment.give_back(id=draft.pk, by=collector)
        assert not Document.objects.exists()

    def test_who_read_her_data_stays_in_the_log(self, market, poster, collector, caplog) -> None:
        number = make_nik()
        waiting, stranger = make_waiting(poster=poster, nik=number), make_collector(market=market)
        with caplog.at_level(logging.INFO, logger="mitra.enrolment"):
            self_enrolment.take(id=waiting.pk, by=collector, at=NOON)
            self_enrolment.give_back(id=waiting.pk, by=stranger)
            self_enrolment.give_back(id=waiting.pk, by=collector)
        who = f"user={collector.pk} draft={waiting.pk}"
        assert [record.getMessage() for record in caplog.records] == [
            f"a person from a poster was taken: {who}",
            f"a person from a poster was given back: {who}",
        ]

    def test_an_own_draft_is_not_given_away(self, collector) -> None:
        draft = make_draft(by=collector)
        self_enrolment.give_back(id=draft.pk, by=collector)
        draft.refresh_from_db()
        assert draft.entered_by == collector
