"""Lists, tables and forms tell a stranger nothing of another place, whatever ids are sent along."""

import io
import zipfile
from urllib.parse import urlencode

import pytest
import time_machine
from django.apps import apps
from django.urls import reverse

from markets.access import PUBLIC
from markets.models import Role
from members.views import imports
from tests import factories
from tests.architecture.addresses import Side
from tests.architecture.source import DOMAIN_APPS
from tests.architecture.urlconf import addresses
from tests.factories import NOON

LISTS = [each for each in addresses() if not each.has_arguments and each.access != PUBLIC]
STRANGERS = ["auditor", "branch_auditor", "collector", "reviewer", "second_collector", "treasurer"]
# Pages that name nobody but the asker, even to who reaches the rows: each with what it shows.
SHOW_NO_ROWS = {
    "ask_qris": "takes what is sent only",
    "digests": "sums of a day's rows",
    "digests_export": "the same",
    "deposits": "cash the asker's own partner brought to the bank, of which there is none here",
    "deposits_export": "the same",
    "record_account": "an empty form",
    "change_password": "the asker's own form",
    "components": "examples",
    "example_list": "invented people only",
    "consent_sheet": "the text in force",
    "further_pages": "addresses, no rows",
    "hand_over": "the sum of the asker's own cash, to be counted",
    "make_remittance": "takes what is sent only",
    "report_double_enrolment": "takes what is sent only",
    "review_next": "opens a case, takes what is sent only",
    "new_sponsor": "an empty form",
    "phone_session": "who asks",
    "phones": "takes what is sent only",
    "phone_round": "asks for a phone",
    "sync": "takes what is sent only",
    "practise": "takes what is sent only",
    "tour": "the asker's own role",
}
# What a treasurer says of a transfer, on the pages of a sheet that it pays.
TRANSFER = {"referensi": "BRI-1", "jumlah": 1, "tanggal": "2026-11-10"}
# What else than the bare address is asked for: everything there is, by ids of the other side.
ASKED = {
    "assign": lambda side: [{"place": f"block-{side.block.pk}"}],
    "billing_doubts": lambda side: [_market(side), {"owner": side.users[Role.REVIEWER].pk}],
    "billing_doubts_export": lambda side: [_market(side)],
    "books": lambda side: [{"partner": side.cast.partner.pk}],
    "books_export": lambda side: [{"partner": side.cast.partner.pk}],
    "claims": lambda side: [{"status": "all"}, {"status": "all", **_market(side)}],
    "claims_export": lambda side: [{"status": "all"}, {"status": "all", **_market(side)}],
    "branch_figures": lambda side: [{"partner": side.cast.partner.pk}],
    "branch_figures_export": lambda side: [{"partner": side.cast.partner.pk}],
    "check_card": lambda side: [{"kode": side.card.check_code}],
    "check_payment": lambda side: [{"anggota": side.owing.pk, f"p{side.owing.pk}-count": 1}],
    "check_sheet": lambda side: [
        {
            "pasar": side.cast.market.pk,
            "anggota": side.owing.pk,
            f"p{side.owing.pk}-pays": "on",
            f"p{side.owing.pk}-count": 1,
            **TRANSFER,
        }
    ],
    "fill_sheet": lambda side: [
        {"pasar": side.cast.market.pk, **TRANSFER},
        {"pasar": side.cast.market.pk, "blok": side.block.pk, **TRANSFER},
    ],
    "enrol": lambda side: [{"place": f"{side.cast.market.pk}-{side.block.pk}"}],
    "enrolments_mine": lambda side: [{"q": "siti"}],
    # Written by the database at the moment of the real clock.
    "histories": lambda _side: [{"kind": "peserta", "last_day": "2100-01-01"}],
    "histories_export": lambda _side: [{"kind": "peserta", "last_day": "2100-01-01"}],
    "list_to_fill_in": lambda side: [{"number": "all"}, _market(side)],
    "member_transfers": lambda side: [{"q": "siti"}],
    "membership_numbers": lambda side: [{"number": "all"}, {"number": "all", **_market(side)}],
    "membership_numbers_export": lambda side: [{"number": "all"}, _market(side)],
    "my_receipts": lambda side: [{"q": "siti"}, {"waktu": "semua"}],
    "next_unpaid": lambda side: [{"dari": side.member.pk}],
    "payment_done": lambda side: [{"kuitansi": side.payment.pk}],
    "people_i_help": lambda side: [{"q": "kolektor"}],
    "review_queue": lambda side: [{"status": "all"}, {"status": "all", **_market(side)}],
    "review_queue_export": lambda side: [{"status": "all"}, {"status": "all", **_market(side)}],
    "take_payment": lambda side: [{"anggota": side.owing.pk}],
    "take_payment_search": lambda side: [{"q": "siti"}, {"anggota": side.owing.pk}],
    "unconfirmed_memberships": lambda side: [_market(side)],
    "unconfirmed_memberships_export": lambda side: [_market(side)],
    "worker_exports": lambda side: [{"partner": side.cast.partner.pk}],
    "worklist": lambda side: [
        {"cakupan": "semua", "q": "siti"},
        {"cakupan": "semua", "blok": side.block.pk},
        {"cakupan": "semua", "tampil": "done"},
        {"cakupan": "semua", "tampil": "postponed"},
    ],
}


@pytest.fixture(autouse=True)
def soon_after():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture(autouse=True)
def short_example_list(monkeypatch):
    """Made by the same code with as few people; test_addresses downloads it whole."""
    monkeypatch.setattr(imports, "EXAMPLE", {"rows": 10, "bad": 2})


@pytest.fixture
def here(db):
    side = Side("Zulaikha")
    side.everything()
    return side


def _market(side):
    return {"market": side.cast.market.pk, "partner": side.cast.partner.pk}


def _urls(side, address):
    url = reverse(address.name)
    asked = ASKED.get(address.name, lambda _side: [])(side)
    return [url, *(f"{url}?{urlencode(query)}" for query in asked)]


def _body(answer):
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):  # a spreadsheet
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(part) for part in parts.namelist())
    return content.decode()


def _tells(side, text):
    return side.mark in text or side.payment.receipt in text


def _telling(client, side, user):
    """The names of the addresses open to that user which tell something of that side."""
    client.force_login(user)
    return {
        address.name
        for address in LISTS
        if user.role in address.access
        for url in _urls(side, address)
        if _tells(side, _body(client.get(url, follow=True)))
    }


@pytest.mark.parametrize("who", STRANGERS)
def test_no_list_and_no_table_shows_rows_of_another_branch(client, here, who):
    assert _telling(client, here, Side("Rukmini").users[who]) == set()


def test_a_collector_of_another_market_sees_nothing_but_the_partner(client, here):
    neighbour = factories.make_collector(market=factories.make_market(partner=here.cast.partner))
    here.cast.partner.name = "Perumda"
    here.cast.partner.save()
    # But whom to ask: a spot check is made by people of other markets, by name and stall.
    assert _telling(client, here, neighbour) == {"spot_tasks"}


@pytest.mark.parametrize("who", ["treasurer", "auditor"])
def test_another_partner_of_the_same_branch_sees_nothing(client, here, who):
    partner = factories.make_partner(branch=here.cast.partner.branch)
    stranger = getattr(factories, f"make_{who}")(partner=partner)
    assert _telling(client, here, stranger) == set()


def test_a_colleague_sees_no_receipt_of_the_collector(client, here):
    client.force_login(here.users["second_collector"])
    url = f"{reverse('payment_done')}?kuitansi={here.payment.pk}"
    assert client.get(url).status_code == 404
    for name in ("my_receipts", "cash_in_hand", "hand_over"):
        assert here.payment.receipt not in _body(client.get(reverse(name), follow=True))


def test_whose_rows_they_are_sees_them_on_each_of_those_pages(client, here):
    """The control: a walk over pages without rows would find nothing either."""
    seen = set()
    for user in here.users.values():
        own_name, user.name = user.name, "Saya"  # who looks is named on every page
        user.save()
        seen |= _telling(client, here, user)
        user.name = own_name
        user.save()
    assert {each.name for each in LISTS} - seen == SHOW_NO_ROWS.keys()


def _counts():
    models = [model for model in apps.get_models() if model._meta.app_label in DOMAIN_APPS]
    return {model._meta.label: model.objects.count() for model in models}


def _foreign_bodies(here, there):
    """Each page that takes ids in what is sent to it: who sends, where, and ids of the other."""
    member, market, block = here.owing, here.cast.market, here.block
    payment = {
        "anggota": member.pk,
        f"p{member.pk}-id": factories.new_id(),
        f"p{member.pk}-months": "2026-11",
        f"p{member.pk}-shown_total": 8400,
    }
    place = {"place": f"block-{block.pk}", "first_day": "2026-11-10"}
    moved = reverse("settle_moved", args=[there.moved_member.pk])
    visit = {"id": factories.new_id(), "outcome": "not_there"}
    own_collector, collector = there.cast.collector, here.cast.collector
    application = {"place": f"{market.pk}-{block.pk}", "address": "Jalan Contoh 1"}
    filters = {"status": "all", **_market(here)}
    return [
        ("collector", reverse("take_payment"), payment),
        ("collector", reverse("record_visit", args=[member.pk]), visit),
        ("collector", reverse("enrol"), {**application, "step": "tempat", "go": "next"}),
        ("treasurer", reverse("assign"), {**place, "collector": own_collector.pk}),
        ("treasurer", reverse("assign"), {"first_day": "2026-11-10", "collector": collector.pk}),
        ("treasurer", moved, place),
        ("reviewer", reverse("review_queue"), filters),
        ("reviewer", reverse("membership_numbers"), {"number": "all", **_market(here)}),
    ]


def test_ids_of_another_place_in_what_is_sent_are_refused_and_nothing_is_written(client, here):
    there = Side("Rukmini")
    bodies, before = _foreign_bodies(here, there), _counts()
    for who, url, body in bodies:
        client.force_login(there.users[who])
        answer = client.post(url, body, follow=True)
        assert answer.status_code in (200, 404), url
        assert not _tells(here, _body(answer)), url
    assert _counts() == before
