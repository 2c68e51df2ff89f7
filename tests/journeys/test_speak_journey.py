"""Reading aloud, in a real browser whose voices are stand-ins."""

import datetime as dt
import json

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from contributions import spoken
from markets import months
from tests import factories
from tests.factories import PASSWORD
from tests.journeys.steps import log_in

OWN = {"lang": "in_ID", "localService": True}
LENT = {"lang": "id-ID", "localService": False}
ENGLISH = {"lang": "en-GB", "localService": True}
# Voices come late, as on phones; what is said is kept, and ends only when it is told to.
STAND_IN = """
    window.said = [];
    let voices = [];
    const speech = new EventTarget();
    speech.getVoices = () => voices;
    speech.speak = words => said.push(words);
    speech.cancel = () => said.push("cancel");
    Object.defineProperty(window, "speechSynthesis", { value: speech });
    window.SpeechSynthesisUtterance = function (text) { this.text = text; };
    window.voicesCome = () => {
        voices = VOICES;
        speech.dispatchEvent(new Event("voiceschanged"));
    };
"""
TOLD = "said.map(words => words === 'cancel' ? words : [words.text, words.lang, words.voice.lang])"


@pytest.fixture
def last_look(web, page) -> str:
    """The address of the last look at two months of one trader; her collector is logged in."""
    current = months.first_of(months.law_day(timezone.now()))
    market = factories.make_market(name="Pasar Cisarua")
    member = factories.make_member(market=market, name="Siti Contoh")
    factories.make_term(member=member, first_month=months.add(current, -6))
    factories.make_paid_month(member=member, month=months.add(current, -1))
    factories.make_contribution(member=member, month=current)
    log_in(page, web, factories.make_collector(market=market, password=PASSWORD))
    return f"{web}{reverse('check_payment')}?anggota={member.pk}&p{member.pk}-count=1"


def open_with(page, address, *voices) -> None:
    page = page.context.new_page()
    page.add_init_script(STAND_IN.replace("VOICES", json.dumps(voices)))
    page.goto(address)
    page.evaluate("voicesCome()")
    return page


def test_the_phones_own_voice_reads_the_last_look_and_stops_when_told(page, last_look) -> None:
    page = open_with(page, last_look, ENGLISH, LENT, OWN)
    page.get_by_role("button", name="Dengarkan").click()
    first, (words, lang, voice) = page.evaluate(TOLD)
    assert (first, lang, voice) == ("cancel", "id-ID", "in_ID")
    assert words.startswith("Ibu Siti Contoh. satu bulan, ")
    assert "delapan ribu empat ratus rupiah" in words
    page.get_by_role("button", name="Hentikan").click()
    assert page.evaluate("said.at(-1)") == "cancel"
    expect(page.get_by_role("button", name="Dengarkan")).to_be_visible()
    page.get_by_role("button", name="Dengarkan").click()
    page.evaluate("said.at(-1).onend()")
    expect(page.get_by_role("button", name="Dengarkan")).to_be_visible()


@pytest.mark.parametrize("voices", [[], [ENGLISH], [LENT]])
def test_without_an_indonesian_voice_of_its_own_nothing_is_offered(page, last_look, voices) -> None:
    page = open_with(page, last_look, *voices)
    expect(page.get_by_role("button", name="Uang sudah saya terima")).to_be_visible()
    expect(page.locator("[data-speak]")).to_be_hidden()


def test_what_a_page_adds_later_can_be_heard_too(page, last_look) -> None:
    page = open_with(page, last_look, OWN)
    page.evaluate("""() => {
        document.body.insertAdjacentHTML("beforeend",
            '<p id="later"><button data-speak="Halo" data-stop="Diam" hidden>Lagi</button></p>');
        dengarkan.show(document.getElementById("later"));
    }""")
    page.get_by_role("button", name="Lagi").click()
    assert page.evaluate("said.at(-1).text") == "Halo"


def test_numbers_are_said_as_the_server_says_them(page, last_look) -> None:
    page = open_with(page, last_look, OWN)
    counts = [*range(0, 130), 200, 999, 1_000, 1_100, 2_026, 16_800, 25_650, 100_000, 1_234_567]
    said = page.evaluate("counts => counts.map(dengarkan.number)", counts)
    assert said == [spoken.number(count) for count in counts]


def test_without_a_signal_the_last_look_can_be_heard_too(phone, walk) -> None:
    own = json.dumps([OWN])
    phone.context.add_init_script(STAND_IN.replace("VOICES", own))
    phone.lose_signal()
    phone.look_at(walk[0], 2)
    phone.page.wait_for_selector("[data-take]")
    phone.page.evaluate("voicesCome()")
    phone.page.get_by_role("button", name="Dengarkan").click()
    paid_months = two_months()
    assert phone.page.evaluate("said.at(-1).text") == spoken.payment(
        member=walk[0],
        paid_months=paid_months,
        cash_idr=16_800,
        credit_idr=0,
        covers_until=months.last_day(paid_months[-1]),
    )


def two_months() -> list[dt.date]:
    """What the people of the walk owe."""
    current = months.first_of(months.law_day(timezone.now()))
    return [months.add(current, -1), current]
