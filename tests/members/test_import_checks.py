"""What the dry run of an uploaded list says about each row."""

import pytest

from members import enrolment, import_work, imports
from members.models import ImportedPerson
from tests.factories import (
    NOON,
    make_block,
    make_enrolment,
    make_market,
    make_nik,
    make_stall,
    make_treasurer,
)
from tests.members.uploaded import WITH_KPJ, checked, figures, person, reasons, saved, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def treasurer():
    return make_treasurer()


@pytest.fixture
def market(treasurer):
    return make_market(partner=treasurer.partner, name="Pasar Cisarua")


def test_the_rules_are_those_of_a_single_enrolment(treasurer, market):
    nik = make_nik()
    wrong = {
        "nik": "3201 0157",
        "birth_date": "17-03-2015",
        "mother_name": "",
        "phone": "0251 831234",
        "declared_income_idr": "0",
    }
    row = checked([person(market=market, **wrong), person(market=market, nik=nik)], by=treasurer)
    assert reasons(row) == {
        2: [
            "NIK: NIK terdiri atas 16 angka; yang tertulis 8 angka.",
            "Nama gadis ibu kandung: Isi nama gadis ibu kandung.",
            "Nomor HP: Nomor HP dimulai dengan 08 dan terdiri atas 10 sampai 13 angka.",
            "Penghasilan sebulan: Tulis penghasilan sebulan dalam rupiah, dari 1 sampai "
            "999.999.999.",
        ]
    }
    with pytest.raises(enrolment.UnableToEnrol, match="terdiri atas 16 angka"):
        make_enrolment(market=market, nik=wrong["nik"])


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"nik": "3,20102E+15"}, "angka terakhirnya hilang"),
        ({"nik": "3.20101670368990E+15"}, "angka terakhirnya hilang"),
        ({"nik": "320101670368O901"}, "hanya berisi angka"),
        ({"birth_date": "24924"}, "Tulis tanggal seperti 27-03-1968."),
        ({"birth_date": "31-02-1975"}, "tidak ada di kalender"),
        ({"birth_date": "17-03-1955"}, "di bawah 65 tahun"),
        ({"sex": "X"}, "Perempuan atau Laki-laki"),
        ({"sector": "pasar"}, "Bukan transportasi atau Transportasi"),
        ({"employs_others": ""}, "Ya atau Tidak"),
        ({"jht": "mungkin"}, "Ya atau Tidak"),
        ({"payer_kind": "Gubernur"}, "Sponsor lain"),
        ({"declared_income_idr": "sejuta"}, "rupiah dengan angka saja"),
        ({"declared_income_idr": "1.500.000,50"}, "rupiah dengan angka saja"),
        ({"occupation": ""}, "Tulis pekerjaannya"),
        ({"name": "x" * 121}, "paling banyak 120 huruf"),
        ({"market": "Pasar Lain"}, "Pasar itu tidak ada di mitra Anda"),
        ({"market": ""}, "Isi nama atau kode pasar"),
        ({"block": "Blok Z"}, "Blok itu tidak ada di pasar ini"),
        ({"stall_number": "12"}, "Isi blok tempat usaha itu"),
        ({"block": "blok a", "stall_number": "99"}, "Nomor itu tidak ada di blok ini"),
        ({"block": "Blok A", "stall_number": "7"}, "Isi jenisnya"),
        ({"block": "Blok A", "stall_number": "7", "stall_kind": "Toko"}, "Kios, Los"),
    ],
)
def test_each_cell_that_cannot_stand_is_named(treasurer, market, changed, sentence):
    block = make_block(market=market, name="Blok A")
    for kind in ("kios", "los"):
        make_stall(block=block, kind=kind, number="7")
    row = checked([person(market=market) | changed], by=treasurer)
    assert figures(row) == (0, 0, 1, 0, 0)
    (found,) = reasons(row)[2]
    assert sentence in found


def test_places_are_found_by_name_or_code_whatever_the_capitals(treasurer, market):
    block = make_block(market=market, name="Blok A")
    stall = make_stall(block=block, kind="kios", number="12b")
    row = saved(
        [
            person(market=market),
            person(market=market, block="BLOK  a", stall_kind="KIOS", stall_number="12B"),
        ],
        by=treasurer,
    )
    assert row.saved == 2
    assert list(ImportedPerson.objects.values_list("block", "stall")) == [
        (None, None),
        (block.pk, stall.pk),
    ]
    by_code = person(market=market) | {"market": market.code.upper()}
    assert checked([by_code], by=treasurer).valid == 1


def test_the_second_row_of_one_person_is_sent_back(treasurer, market):
    nik = make_nik()
    rows = [person(market=market, nik=nik), person(market=market, nik=f" {nik[:6]} {nik[6:]}")]
    row = checked(rows, by=treasurer)
    assert figures(row) == (1, 0, 1, 0, 0)
    assert reasons(row) == {3: ["NIK: sama dengan NIK di baris 2."]}


def test_who_is_known_is_refused_in_words_that_tell_nothing_of_where(treasurer, market):
    known = make_nik()
    make_enrolment(nik=known)  # with another partner
    row = checked([person(market=market, nik=known)], by=treasurer)
    assert reasons(row) == {
        2: [
            "NIK: NIK ini sudah terdaftar. Bandingkan setiap angkanya dengan KTP; bila benar, "
            "tanyakan kepada petugas cabang."
        ]
    }


def test_who_left_may_be_imported_and_what_differs_is_a_warning(treasurer, market):
    number = make_nik()
    sent = make_enrolment(name="Aminah Contoh", nik=number)
    enrolment.withdraw(enrolment=sent, by=sent.entered_by, at=NOON)
    row = checked([person(market=market, nik=number)], by=treasurer)
    assert figures(row) == (0, 1, 0, 0, 0)
    assert row.lines.get().warnings == ["differs_from_before"]


def test_those_with_a_kpj_bring_since_when_and_until_when(treasurer, market):
    rows = [
        person(market=market),
        person(market=market, membership_number="123"),
        person(market=market, member_since="13-2025"),
        person(market=market, last_month_paid="01-2025"),
        person(market=market, membership_number=""),
    ]
    row = checked(rows, by=treasurer, kind=WITH_KPJ)
    assert figures(row) == (0, 1, 4, 0, 0)
    assert row.lines.get(number=2).warnings == ["participant_already"]
    assert reasons(row) == {
        3: [
            "Nomor peserta (KPJ): Nomor peserta (KPJ) terdiri atas 11 angka; yang tertulis 3 angka."
        ],
        4: ["Peserta sejak: Bulan itu tidak ada di kalender."],
        5: [
            "Bulan iuran terakhir dibayar: Bulan terakhir dibayar tidak bisa sebelum ia menjadi "
            "peserta."
        ],
        6: ["Nomor peserta (KPJ): Isi nomor peserta (KPJ)."],
    }


def test_no_query_per_row(treasurer, market, django_assert_max_num_queries):
    rows = [person(market=market, phone="" if n % 2 else "0812345678") for n in range(60)]
    received = upload(rows, by=treasurer)
    with django_assert_max_num_queries(30):
        import_work.work(at=NOON)
    imports.save(bulk_import=received, by=treasurer, at=NOON)
    with django_assert_max_num_queries(30):
        import_work.work(at=NOON)
    assert ImportedPerson.objects.count() == 60
