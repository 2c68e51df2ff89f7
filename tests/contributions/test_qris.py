"""QRIS codes: reading them, what is wrong with them, and asking for an exact amount."""

import string

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from contributions import qris
from contributions.qris import UnreadableQris
from tests.contributions.qris_samples import NMID, make_static

PRINTABLE = string.digits + string.ascii_letters + string.punctuation + " "
# A busy machine is no fault of the code.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
SHORT = st.text(PRINTABLE, min_size=1, max_size=25)
TAGS = st.integers(64, 99).map(str)


def refuse(text):
    with pytest.raises(UnreadableQris) as refusal:
        qris.read(text)
    return str(refusal.value)


def test_the_checksum_is_the_published_one():
    assert qris.crc("123456789") == "29B1"


def test_a_static_code_says_who_is_paid():
    code = qris.read(make_static())
    assert (code.merchant_name, code.merchant_city, code.nmid) == ("PASAR CISARUA", "BOGOR", NMID)
    assert not code.is_dynamic
    assert code.amount_idr is None
    assert code.reference == ""


def test_blanks_and_line_breaks_around_a_pasted_code_are_forgiven():
    text = make_static()
    assert qris.read(f"  {text[:40]}\r\n{text[40:]}\n") == qris.read(text)


def test_lengths_count_characters():
    assert qris.read(make_static(name="WARUNG CAFÉ")).merchant_name == "WARUNG CAFÉ"


def test_an_exact_amount_stands_in_tag_order_with_a_reference_beside_what_stood():
    text = qris.with_amount(qris.read(make_static()), amount_idr=16_800, reference="MPABC234")
    code = qris.read(text)
    assert code.is_dynamic
    assert (code.amount_idr, code.reference) == (16_800, "MPABC234")
    tags = [tag for tag, _value in code.fields]
    assert tags == sorted(tags)
    assert dict(code.fields)["62"] == "0508MPABC2340703A01"
    assert "540516800" in text


def test_the_bill_number_carries_the_reference_where_the_label_is_taken():
    static = qris.read(make_static(t62="0503XYZ0703A01"))
    text = qris.with_amount(static, amount_idr=8_400, reference="MP2")
    assert dict(qris.read(text).fields)["62"] == "0103MP20503XYZ0703A01"


def test_a_reference_that_the_payer_would_type_is_ours_instead():
    static = qris.read(make_static(t62="0503***"))
    text = qris.with_amount(static, amount_idr=8_400, reference="MP2")
    assert dict(qris.read(text).fields)["62"] == "0503MP2"


def test_a_code_without_additional_data_gets_some():
    static = qris.read(make_static(without=("62",)))
    assert qris.read(qris.with_amount(static, amount_idr=1, reference="A1")).reference == "A1"


@pytest.mark.parametrize(
    ("static", "sentence"),
    [
        (make_static(t62="0101A0503XYZ"), "sudah memuat nomor tagihan dan referensi sendiri"),
        (make_static(t55="01"), "menambahkan tip atau biaya"),
        (make_static(t56="1000"), "menambahkan tip atau biaya"),
    ],
)
def test_a_code_that_leaves_no_exact_amount_or_no_place_is_refused(static, sentence):
    with pytest.raises(UnreadableQris, match=sentence):
        qris.with_amount(qris.read(static), amount_idr=8_400, reference="MP2")


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_is_never_asked_for(amount):
    with pytest.raises(UnreadableQris, match="lebih dari nol"):
        qris.with_amount(qris.read(make_static()), amount_idr=amount, reference="MP2")


@pytest.mark.parametrize("reference", ["", "MP 2", "MP-2", "M" * 26])
def test_a_reference_is_letters_and_digits(reference):
    with pytest.raises(UnreadableQris, match="huruf dan angka"):
        qris.with_amount(qris.read(make_static()), amount_idr=1, reference=reference)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Tempelkan isi kode"),
        ("https://contoh.id", "bukan isi kode QRIS"),
        ("000201" + "9" * 600, "terlalu panjang"),
        (make_static()[:-10], "terpotong"),
        (make_static()[:-8], "tidak diakhiri angka pemeriksa"),
        (make_static()[:-4] + make_static()[-4:].lower().replace("0", "x"), "tidak cocok"),
        (make_static(t53="840"), "bukan dalam rupiah"),
        (make_static(t58="MY"), "bukan dari Indonesia"),
        (make_static(t01="13"), "harus 11 atau 12"),
        (make_static(t54="84.50"), "bukan rupiah utuh"),
        (make_static(t54="0"), "bukan rupiah utuh"),
        (make_static(without=("59",)), "tidak memuat nama pedagang"),
        (make_static(without=("60",)), "tidak memuat kota"),
        (make_static(without=("51",)), "bukan QRIS"),
        (make_static(t51="0014ID.CO.LAIN.WWW0215" + NMID), "bukan QRIS"),
        (make_static(t51="0014ID.CO.QRIS.WWW0303UMI"), "NMID"),
        (make_static(t51="0014ID.CO.QRIS.WWW02ZZ"), "rusak pada karakter ke-19 di dalam bagian 51"),
        (make_static(t51="0014ID.CO.QRIS.WWW0014ID.CO.QRIS.WWW"), "ada dua kali"),
        (make_static(t30="00"), "rusak pada karakter ke-1 di dalam bagian 30"),
    ],
)
def test_each_fault_has_its_sentence(text, sentence):
    assert sentence in refuse(text)


@PATIENT
@given(
    more=st.dictionaries(TAGS, SHORT, max_size=5),
    name=SHORT.filter(str.strip),
    amount_idr=st.integers(1, 9_999_999_999),
    reference=st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=25),
)
def test_what_is_composed_is_read_again(more, name, amount_idr, reference):
    static = make_static(name=name, **{f"t{tag}": value for tag, value in more.items()})
    # 63 closes the code, wherever later tags stand.
    code = qris.read(static)
    assert code.merchant_name == name.strip()
    asking = qris.read(qris.with_amount(code, amount_idr=amount_idr, reference=reference))
    assert (asking.amount_idr, asking.reference) == (amount_idr, reference)
    before, after = dict(code.fields), dict(asking.fields)
    assert {tag for tag in after if before.get(tag) != after[tag]} <= {"01", "54", "62", "63"}


STATIC = make_static()


@PATIENT
@given(at=st.integers(0, len(STATIC) - 1), other=st.sampled_from(PRINTABLE))
def test_any_one_changed_character_is_found(at, other):
    assume(STATIC[at] != other)
    refuse(STATIC[:at] + other + STATIC[at + 1 :])


@PATIENT
@given(at=st.integers(0, len(STATIC) - 2))
def test_two_characters_that_changed_places_are_found(at):
    swapped = STATIC[:at] + STATIC[at + 1] + STATIC[at] + STATIC[at + 2 :]
    assume(swapped != STATIC)
    refuse(swapped)


@PATIENT
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_in_a_sentence(text):
    try:
        qris.read("000201" + text)
    except UnreadableQris as refusal:
        assert str(refusal).endswith(".")
