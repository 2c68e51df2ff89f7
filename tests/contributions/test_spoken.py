"""What a voice reads before money changes hands: every number in words, always in Indonesian."""

import datetime as dt

import pytest
from django.utils import translation

from contributions import spoken
from members.models import Member
from members.models.member import Sex

OCTOBER, NOVEMBER = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
SITI = Member(name="Siti Contoh", sex=Sex.FEMALE)

WORDS = {
    0: "nol",
    7: "tujuh",
    10: "sepuluh",
    11: "sebelas",
    12: "dua belas",
    19: "sembilan belas",
    20: "dua puluh",
    21: "dua puluh satu",
    100: "seratus",
    101: "seratus satu",
    111: "seratus sebelas",
    256: "dua ratus lima puluh enam",
    1_000: "seribu",
    1_001: "seribu satu",
    1_100: "seribu seratus",
    2_000: "dua ribu",
    8_400: "delapan ribu empat ratus",
    10_000: "sepuluh ribu",
    11_000: "sebelas ribu",
    16_800: "enam belas ribu delapan ratus",
    21_000: "dua puluh satu ribu",
    100_000: "seratus ribu",
    101_000: "seratus satu ribu",
    414_000: "empat ratus empat belas ribu",
    1_000_000: "satu juta",
    1_001_000: "satu juta seribu",
    2_484_000: "dua juta empat ratus delapan puluh empat ribu",
    1_000_000_000: "satu miliar",
    1_000_000_000_000: "satu triliun",
}


@pytest.mark.parametrize(("count", "words"), WORDS.items())
def test_a_number_is_said_as_people_say_it(count, words) -> None:
    assert spoken.number(count) == words


def test_no_two_sums_sound_the_same() -> None:
    sums = range(0, 2_500_000, 100)
    assert len({spoken.rupiah(sum_idr) for sum_idr in sums}) == len(sums)


@pytest.mark.parametrize("language", ["id", "en"])
def test_name_months_sum_and_cover_are_read_in_indonesian_on_any_screen(language) -> None:
    with translation.override(language):
        said = spoken.payment(
            member=SITI,
            paid_months=[OCTOBER, NOVEMBER],
            cash_idr=16_800,
            credit_idr=0,
            covers_until=dt.date(2026, 11, 30),
        )
    assert said == (
        "Ibu Siti Contoh. dua bulan, Oktober dua ribu dua puluh enam sampai November dua ribu dua "
        "puluh enam. Bayar tunai enam belas ribu delapan ratus rupiah. Sesudah disetor ke BPJS, "
        "terlindungi sampai tiga puluh November dua ribu dua puluh enam."
    )


def test_what_credit_pays_is_said_and_a_day_nobody_can_promise_is_not() -> None:
    said = spoken.payment(
        member=Member(name="Budi Contoh", sex=Sex.MALE),
        paid_months=[NOVEMBER],
        cash_idr=0,
        credit_idr=8_400,
        covers_until=None,
    )
    assert said == (
        "Bapak Budi Contoh. satu bulan, November dua ribu dua puluh enam. "
        "Dari kelebihan bayar delapan ribu empat ratus rupiah."
    )


def test_what_several_pay_together_is_said_last() -> None:
    assert spoken.total(amount_idr=50_400) == "Jumlah semua lima puluh ribu empat ratus rupiah."
