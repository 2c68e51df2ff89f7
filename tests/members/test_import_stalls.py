"""Lists of blocks and stalls: what is missing is made, in the partner's own markets, once."""

import datetime as dt

import pytest

from markets.models import Block, Stall
from members import import_work, imports
from members.models import Member
from tests.factories import NOON, make_block, make_market, make_stall, make_treasurer
from tests.members.uploaded import STALLS, checked, saved

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)


@pytest.fixture
def treasurer():
    return make_treasurer()


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


def place(block, kind="", number="", market="Pasar Cisarua"):
    return {"market": market, "block": block, "stall_kind": kind, "stall_number": number}


def stalls():
    return [str(row.block.name) + " " + str(row) for row in Stall.objects.order_by("pk")]


def test_missing_blocks_and_stalls_are_made_in_the_order_of_the_list(treasurer, market):
    rows = [place("Blok B", "Kios", "2"), place("Blok B", "kios", "1"), place("Blok C")]
    row = saved(rows, by=treasurer, kind=STALLS)
    assert (row.valid, row.saved) == (3, 3)
    assert list(Block.objects.values_list("name", "walking_order")) == [
        ("Blok B", 1),
        ("Blok C", 2),
    ]
    assert stalls() == ["Blok B Kios 2", "Blok B Kios 1"]
    assert list(Stall.objects.values_list("walking_order", flat=True)) == [1, 2]
    assert not Member.objects.exists()


def test_what_is_there_already_stays_as_it_is(treasurer, market):
    block = make_block(market=market, name="Blok A", walking_order=7)
    make_stall(block=block, kind="los", number="3a", walking_order=9)
    rows = [place("BLOK A"), place("Blok a", "Los", "3A"), place("Blok A", "Kios", "3a")]
    row = saved(rows, by=treasurer, kind=STALLS)
    assert (row.valid, row.repeated, row.saved) == (1, 2, 1)
    assert stalls() == ["Blok A Los 3a", "Blok A Kios 3a"]
    block.refresh_from_db()
    assert (block.name, block.walking_order, Block.objects.count()) == ("Blok A", 7, 1)


def test_the_same_list_again_changes_nothing(treasurer, market):
    rows = [place("Blok B", "Kios", "2"), place("Blok C")]
    saved(rows, by=treasurer, kind=STALLS)
    again = saved([*rows, place("Blok D")], by=treasurer, kind=STALLS, at=LATER)
    assert (again.valid, again.repeated, again.saved) == (1, 2, 1)
    assert (Block.objects.count(), Stall.objects.count()) == (3, 1)


def test_two_lists_that_were_checked_together_make_a_block_once(treasurer, market):
    lists = [
        checked([place("Blok B", "Kios", "2"), place(extra)], by=treasurer, kind=STALLS)
        for extra in ("blok b", "Blok C")
    ]
    for each in lists:
        imports.save(bulk_import=each, by=treasurer, at=NOON)
    import_work.work_all(at=NOON)
    assert (Block.objects.count(), Stall.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (place(""), "Blok: Isi nama blok."),
        (place("Blok A", "Toko", "1"), "Jenis tempat usaha: Isi salah satu: Kios, Los"),
        (place("Blok A", "", "1"), "Jenis tempat usaha: Isi salah satu: Kios, Los"),
        (place("Blok A", "Kios"), "Nomor tempat usaha: Isi nomor tempat usahanya."),
        (place("x" * 61), "Blok: Nama blok paling banyak 60 huruf."),
        (place("Blok A", "Kios", "1" * 21), "paling banyak 20 huruf"),
        (place("Blok A", market="Pasar Lain"), "Pasar itu tidak ada di mitra Anda"),
        (place("Blok A", market="Asongan"), "Komunitas ini tidak punya blok"),
    ],
)
def test_what_cannot_be_made_is_named(treasurer, market, row, sentence):
    make_market(partner=treasurer.partner, name="Asongan", kind="community")
    found = checked([row], by=treasurer, kind=STALLS)
    assert (found.invalid, found.valid) == (1, 0)
    assert sentence in found.lines.get().reasons[0]


def test_a_stall_that_stands_twice_in_the_list_is_sent_back(treasurer, market):
    rows = [place("Blok A", "Kios", "1"), place("Blok A", "KIOS", "1")]
    found = checked(rows, by=treasurer, kind=STALLS)
    assert (found.valid, found.invalid) == (1, 1)
    assert found.lines.get(number=3).reasons == ["Sama dengan baris 2."]


def test_no_block_is_made_in_another_partners_market(treasurer, market):
    foreign = make_market(name="Pasar Asing")
    found = checked([place("Blok A", market="Pasar Asing")], by=treasurer, kind=STALLS)
    assert found.invalid == 1
    assert not foreign.blocks.exists()
