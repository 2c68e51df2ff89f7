"""The pages behind a poster's code, as anybody opens them."""

import logging
import re

import pytest
from django.urls import reverse

from members import drafts, poster_limits, posters, self_enrolment
from members.models import EnrolmentDraft
from tests.factories import (
    NOON,
    make_block,
    make_collector,
    make_draft,
    make_enrolment,
    make_market,
    make_nik,
    make_stall,
    new_id,
)
from tests.members.activations import make_poster, own_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def poster(market):
    return make_poster(market=market)


@pytest.fixture
def url(poster):
    return reverse("begin_enrolment", args=[poster.token])


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def send(client, url, typed, *, go="send", **more):
    return client.post(url, {"draft": new_id(), **typed, "go": go, **more})


def test_the_pages_follow_each_other_and_nothing_is_kept_before_the_end(
    client, market, url
) -> None:
    typed = own_data(market=market)
    page = client.get(url).content.decode()
    assert "NIK dan nama" in page and "langkah 1 dari 4" in page and "Pasar Cisarua" in page
    pages = [
        ("kartu", ("nik", "name"), "Data diri"),
        ("diri", ("birth", "sex", "mother"), "Alamat dan tempat kerja"),
        ("tempat", ("address", "phone", "place", "stall"), "Pekerjaan dan program"),
        ("kerja", ("occ", "sec", "emp", "decl", "jht"), "Periksa sebelum dikirim"),
    ]
    for step, starts, following in pages:
        asked = {name: typed[name] for name in typed if name.startswith(starts)}
        data = {**hidden(page), **asked, "step": step, "go": "next"}
        page = client.post(url, data).content.decode()
        assert f"<h1>{following}</h1>" in page
    assert not EnrolmentDraft.objects.exists()
    page = client.post(url, {**hidden(page), "go": "send"}).content.decode()
    draft = EnrolmentDraft.objects.get()
    assert self_enrolment.code(draft.pk) in page
    assert "belum terdaftar dan belum terlindungi" in page
    told = drafts.typed(draft)
    assert {name: told[name] for name in typed} == typed
    assert (draft.entered_by, draft.poster.market) == (None, market)


def test_a_known_nik_gets_the_same_answer_as_any_other(client, market, url) -> None:
    known, new = make_nik(), make_nik()
    make_enrolment(market=market, nik=known)
    answers = []
    for number in (known, new):
        typed = own_data(market=market, nik=number)
        first = client.post(url, {**typed, "step": "kartu", "go": "next"}).content.decode()
        last = send(client, url, typed)
        answers.append((last.status_code, re.sub(r"\d{3}-\d{3}", "", last.content.decode())))
        assert "sudah terdaftar" not in first + answers[-1][1]
    assert answers[0] == answers[1]
    assert EnrolmentDraft.objects.count() == 2


def test_no_people_are_looked_up_on_any_page(
    client, market, url, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(6) as asked:
        client.post(url, {**own_data(market=market), "step": "kerja", "go": "next"})
    assert not [each for each in asked.captured_queries if "members_member" in each["sql"]]


def test_a_stall_is_not_looked_up_either(client, market, url) -> None:
    block = make_block(market=market)
    make_stall(block=block, number="12")
    for number in ("12", "999"):
        typed = own_data(market=market, place=f"{market.pk}-{block.pk}", stall_number=number)
        assert "Data Anda diterima" in send(client, url, typed).content.decode()


def test_a_nik_that_cannot_be_is_refused_and_other_markets_are_no_choice(
    client, market, url
) -> None:
    page = send(client, url, own_data(market=market, nik="123")).content.decode()
    assert "<h1>NIK dan nama</h1>" in page
    other = make_market(name="Pasar Lain")
    page = send(client, url, own_data(market=other)).content.decode()
    assert "<h1>Alamat dan tempat kerja</h1>" in page and "Pasar Lain" not in page
    assert not EnrolmentDraft.objects.exists()


def test_what_was_not_asked_is_neither_kept_nor_carried(client, market, url) -> None:
    smuggled = {"consent_how": "thumbprint", "consent_version": "1", "drive": "1", "x": "tambahan"}
    page = send(client, url, own_data(market=market), go="next", **smuggled).content.decode()
    assert "tambahan" not in page
    send(client, url, own_data(market=market), **smuggled, address="y" * 100_000)
    assert not EnrolmentDraft.objects.exists(), "too long an address is asked for again"
    send(client, url, own_data(market=market), **smuggled)
    assert not drafts.typed(EnrolmentDraft.objects.get()).keys() & smuggled.keys()


def test_script_in_a_name_stays_text(client, market, url) -> None:
    typed = own_data(market=market, name="<script>alert(1)</script>")
    assert "<script>alert" not in send(client, url, typed, go="next").content.decode()


def test_the_same_send_again_gets_the_same_code(client, market, url) -> None:
    typed, tapped = own_data(market=market), new_id()
    pages = [send(client, url, typed, draft=tapped).content for _twice in range(2)]
    assert pages[0] == pages[1]
    assert EnrolmentDraft.objects.count() == 1


def test_who_goes_back_and_enters_another_gets_another_code(client, market, url) -> None:
    visit, pages = new_id(), []
    for name in ("Siti Contoh", "Tuti Contoh"):
        pages.append(send(client, url, own_data(market=market, name=name), draft=visit).content)
    assert pages[0] != pages[1]
    kept = {drafts.typed(row)["name"]: row for row in EnrolmentDraft.objects.all()}
    assert kept.keys() == {"Siti Contoh", "Tuti Contoh"}
    assert self_enrolment.code(kept["Tuti Contoh"].pk) in pages[1].decode()


def test_the_id_of_a_collectors_draft_is_answered_alike_and_changes_nothing(
    client, market, url
) -> None:
    draft = make_draft(by=make_collector(market=market), name="Rahasia")
    page = send(client, url, own_data(market=market), draft=draft.pk).content.decode()
    assert "Data Anda diterima" in page and "Rahasia" not in page
    draft.refresh_from_db()
    assert drafts.typed(draft)["name"] == "Rahasia"


def test_too_many_are_told_so_and_keep_what_they_typed(client, market, url, monkeypatch) -> None:
    monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 1)
    send(client, url, own_data(market=market))
    answer = send(client, url, own_data(market=market, name="Tuti Contoh"))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Belum tersimpan." in page and "Coba lagi satu jam lagi" in page
    assert 'value="Tuti Contoh"' in page
    assert EnrolmentDraft.objects.count() == 1


def test_a_revoked_or_unknown_code_says_so(client, market, poster, url) -> None:
    posters.revoke(market=market, by=poster.made_by, at=NOON)
    for address in (url, reverse("begin_enrolment", args=["x" * 22])):
        for answer in (client.get(address), send(client, address, own_data(market=market))):
            assert answer.status_code == 404
            assert "Poster ini tidak berlaku lagi" in answer.content.decode()
    assert not EnrolmentDraft.objects.exists()


def test_nothing_is_stored_on_the_way_and_no_session_begins(client, market, url) -> None:
    for answer in (client.get(url), send(client, url, own_data(market=market))):
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "sessionid" not in answer.cookies


def test_no_personal_data_reaches_the_log(client, market, url, caplog, monkeypatch) -> None:
    monkeypatch.setattr(poster_limits, "MOST_OF_ONE_ADDRESS", 0)
    typed = own_data(market=market)
    with caplog.at_level(logging.DEBUG):
        assert send(client, url, typed).status_code == 429
    logged = [record for record in caplog.records if record.name.startswith("mitra")]
    assert logged
    said = " ".join(record.getMessage() for record in caplog.records if "SELECT" not in str(record))
    for secret in (typed["nik"], "Siti Contoh", "127.0.0.1"):
        assert secret not in said
