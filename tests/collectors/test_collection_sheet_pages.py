"""The sheet of a block: tick, check, send once, and a result for every line."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from collectors import sheet_people
from contributions import payments, sheet_refusals
from contributions.models import CollectionSheet, Payment
from markets.models import Partner
from members.models import Member
from tests import factories
from tests.collectors.till import behind, hidden
from tests.contributions.money import make_cast, written
from tests.contributions.sheets import results

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.collector)
    return cast


@pytest.fixture
def block(cast):
    return factories.make_block(market=cast.market, name="Blok Cabai")


def fill(client, cast, block=None):
    place = {"pasar": cast.market.pk} | ({"blok": block.pk} if block else {})
    return client.get(reverse("fill_sheet"), place)


def check(client, cast, members, ticked):
    query = {"pasar": cast.market.pk, "anggota": [member.pk for member in members]}
    for member in members:
        query[f"p{member.pk}-count"] = ticked.get(member, 2)
        if member in ticked:
            query[f"p{member.pk}-pays"] = "on"
    return client.get(reverse("check_sheet"), query)


def send(client, fields):
    return client.post(reverse("fill_sheet"), fields)


def test_the_sheet_of_a_block_lists_its_people_with_what_each_owes(client, cast, block):
    behind(cast, name="Siti Contoh", block=block)
    behind(cast, name="Tuti Contoh")
    body = fill(client, cast, block).content.decode()
    assert "Siti Contoh" in body
    assert "menunggak 2 bulan, Rp16.800" in body
    assert 'data-amount="16800"' in body
    assert "Tuti Contoh" not in body
    assert "Tuti Contoh" in fill(client, cast).content.decode()


def test_an_association_lists_all_its_members(client, cast):
    cast.partner.kind = Partner.Kind.ASSOCIATION
    cast.partner.save()
    assert "Semua anggota" in client.get(reverse("collection_sheets")).content.decode()


def test_the_last_look_has_one_total_of_who_is_ticked_and_writes_nothing(client, cast):
    members = [behind(cast, name=name) for name in ("Siti", "Dewi", "Tuti")]
    before = written()
    body = check(client, cast, members, {members[0]: 1, members[1]: 2}).content.decode()
    assert "Rp25.200" in body
    assert "Tuti" not in body
    assert written() == before
    assert not CollectionSheet.objects.exists()


def test_nobody_ticked_is_asked_again(client, cast):
    body = check(client, cast, [behind(cast)], {}).content.decode()
    assert "Centang sedikitnya satu orang." in body
    assert "Siapa yang membayar?" in body


def test_a_number_of_months_that_is_not_offered_is_asked_again(client, cast):
    member = behind(cast)
    body = check(client, cast, [member], {member: 4}).content.decode()
    assert "Pilihan bulan sudah berubah" in body


def test_one_sending_gives_a_result_for_every_line(client, cast):
    members = [behind(cast, name=name) for name in ("Siti", "Dewi")]
    fields = hidden(check(client, cast, members, {members[0]: 2, members[1]: 2}))
    paid = cast.pay(members[1], first=factories.NOVEMBER.replace(month=10))
    answer = send(client, fields)
    sheet = CollectionSheet.objects.get()
    assert answer.url == reverse("collection_sheet", args=[sheet.pk])
    body = client.get(answer.url).content.decode()
    receipt, code = results(sheet)
    assert code == "already_paid"
    assert receipt in body
    assert paid.receipt in body  # the refusal names the receipt that stands
    assert "kembalikan" in body
    assert "data-print" in body


def test_sent_again_it_shows_the_same_receipts(client, cast):
    member = behind(cast)
    fields = hidden(check(client, cast, [member], {member: 2}))
    first, again = send(client, fields), send(client, fields)
    assert first.url == again.url
    assert Payment.objects.count() == 1


def test_sent_again_after_somebody_left_the_market_it_shows_the_same_receipts(client, cast):
    member, leaves = behind(cast), behind(cast, name="Dewi")
    fields = hidden(check(client, cast, [member, leaves], {member: 2, leaves: 2}))
    first = send(client, fields)
    Member.objects.filter(pk=leaves.pk).update(market=factories.make_market())
    assert send(client, fields).url == first.url
    assert send(client, {**fields, "anggota": [str(leaves.pk)]}).status_code == 404
    assert Payment.objects.count() == 2


def test_with_another_body_it_is_refused(client, cast):
    member, other = behind(cast), behind(cast, name="Dewi")
    fields = hidden(check(client, cast, [member], {member: 2}))
    send(client, fields)
    changed = hidden(check(client, cast, [other], {other: 2})) | {"sheet": fields["sheet"]}
    body = client.post(reverse("fill_sheet"), changed, follow=True).content.decode()
    assert "sudah dikirim dengan isi lain" in body
    assert Payment.objects.count() == 1


def test_a_broken_form_is_answered_and_stores_nothing(client, cast):
    member = behind(cast)
    fields = hidden(check(client, cast, [member], {member: 2}))
    for broken in ({"sheet": "x"}, {f"p{member.pk}-shown_total": ""}):
        body = client.post(reverse("fill_sheet"), fields | broken, follow=True).content.decode()
        assert "tidak ada yang tersimpan" in body
    assert not CollectionSheet.objects.exists()


def test_what_was_cut_off_in_the_middle_is_completed_from_its_page(client, cast, monkeypatch):
    member = behind(cast)
    fields = hidden(check(client, cast, [member], {member: 2}))

    def dies(**_fields):
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(payments, "record", dies)
        with pytest.raises(ConnectionError):
            send(client, fields)
    url = reverse("collection_sheet", args=[CollectionSheet.objects.get().pk])
    assert "Lanjutkan" in client.get(url).content.decode()
    body = client.post(url, follow=True).content.decode()
    assert Payment.objects.get().receipt in body
    assert "Lanjutkan" not in body


def test_a_place_that_is_not_hers_is_not_found(client, cast):
    foreign = factories.make_block()
    for place in (
        {"pasar": foreign.market_id},
        {"pasar": cast.market.pk, "blok": foreign.pk},
        {"pasar": "x"},
    ):
        assert client.get(reverse("fill_sheet"), place).status_code == 404


def test_the_pages_take_as_many_queries_for_three_people_as_for_thirty(client, cast, block):
    def queries(url, query=None):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(url, query).status_code == 200
        return len(captured)

    def all_pages(members):
        place = {"pasar": cast.market.pk, "blok": block.pk}
        look = check(client, cast, members, dict.fromkeys(members, 1))
        url = send(client, hidden(look)).url
        return (
            queries(reverse("fill_sheet"), place),
            queries(url),
            queries(reverse("collection_sheets")),
        )

    few = all_pages([behind(cast, block=block) for _ in range(3)])
    many = all_pages([behind(cast, block=block) for _ in range(30)])
    assert few == many
    assert max(many) <= 12


def test_ticks_go_along_from_page_to_page_and_onto_one_sheet(client, cast, monkeypatch):
    monkeypatch.setattr(sheet_people, "A_PAGE", 2)
    people = [behind(cast, name=f"Siti {letter}") for letter in "ABCD"]
    place = {"pasar": cast.market.pk}
    first, second, third, last = people
    page = client.get(reverse("fill_sheet"), place).text
    assert f'formaction="{reverse("fill_sheet")}" name="page" value="2"' in page
    sent = {"anggota": [first.pk, second.pk], f"p{first.pk}-pays": "on", f"p{first.pk}-count": 1}
    page = client.get(reverse("fill_sheet"), {**place, **sent, "page": 2}).text
    assert "Dari halaman lain" in page and f'value="{first.pk}-1"' in page
    assert second.name not in page and third.name in page
    sent = {
        "bawa": f"{first.pk}-1",
        "anggota": [third.pk, last.pk],
        f"p{last.pk}-pays": "on",
        f"p{last.pk}-count": 2,
    }
    back = client.get(reverse("fill_sheet"), {**place, **sent, "page": 1}).text
    assert f'value="{last.pk}-2"' in back, "and back again"
    ticked = f'name="p{first.pk}-pays"'
    assert "checked" in back[back.index(ticked) : back.index(ticked) + 200]
    checked = client.get(reverse("check_sheet"), {**place, **sent})
    assert first.name in checked.text and last.name in checked.text
    assert f"bawa={first.pk}-1" in checked.text, "what is changed begins with these ticks"
    answer = send(client, hidden(checked))
    assert answer.status_code == 302
    assert {row.member for row in Payment.objects.all()} == {first, last}


def test_a_tick_taken_off_on_its_page_does_not_go_along(client, cast, monkeypatch):
    monkeypatch.setattr(sheet_people, "A_PAGE", 1)
    first, second = behind(cast, name="Ani"), behind(cast, name="Budi")
    sent = {"pasar": cast.market.pk, "bawa": f"{first.pk}-1", "anggota": first.pk, "page": 2}
    page = client.get(reverse("fill_sheet"), sent).text
    assert "Dari halaman lain" not in page and second.name in page


def test_nobody_out_of_reach_is_brought_along_and_no_more_than_fit(client, cast, monkeypatch):
    stranger, own = behind(make_cast()), [behind(cast) for _ in range(3)]
    place = {"pasar": cast.market.pk}
    answer = client.get(reverse("fill_sheet"), {**place, "bawa": f"{stranger.pk}-1"})
    assert answer.status_code == 404
    monkeypatch.setattr(sheet_refusals, "AT_MOST_LINES", 2)
    brought = {"bawa": [f"{member.pk}-1" for member in own]}
    answer = client.get(reverse("check_sheet"), place | brought, follow=True)
    assert "Paling banyak 2 orang" in answer.text
    assert answer.redirect_chain[0][0].startswith(reverse("fill_sheet"))


def test_who_can_pay_is_found_behind_a_page_of_people_who_cannot(client, cast, monkeypatch):
    monkeypatch.setattr(sheet_people, "A_PAGE", 1)
    factories.make_member(market=cast.market, name="Ani", status=Member.Status.LAPSED)
    behind(cast, name="Budi")
    page = fill(client, cast).text
    assert "Tidak dapat membayar sekarang" in page and "Halaman 1 dari 2" in page
    assert "Lanjut</button>" not in page
    page = client.get(reverse("fill_sheet"), {"pasar": cast.market.pk, "page": 2}).text
    assert "Budi" in page and "Lanjut</button>" in page
