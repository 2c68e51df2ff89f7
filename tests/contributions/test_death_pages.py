"""The pages of a death: reported, confirmed, and undone where it was mistaken."""

import pytest
from django.urls import reverse

from collectors import reminders
from collectors.models import Reminder
from contributions.models import Claim
from members.models import Death
from tests import factories
from tests.contributions.bereaved import asked_reversal, confirmed, reported
from tests.contributions.money import make_cast
from tests.factories import NOON
from tests.members.relatives import make_family

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
TOLD = {
    "died_on_day": "8",
    "died_on_month": "November",
    "died_on_year": "2026",
    "at_work": "no",
    "reporter_name": "Dewi Contoh",
    "reporter_relation": "child",
    "reporter_phone": "0812 3456 7891",
    "note": "",
}


@pytest.fixture
def cast():
    return make_cast(name="Perumda Tohaga")


@pytest.fixture
def member(cast):
    member = cast.member(name="Siti Contoh")
    make_family(member=member, by=cast.collector)
    return member


def page(client, name, *args) -> str:
    return client.get(reverse(name, args=args)).text


@pytest.fixture
def claim(cast, member, reviewer):
    cast.pay(member, count=2)
    return confirmed(reported(member, by=cast.collector), by=reviewer)


def test_a_death_is_asked_twice_and_sent_twice_it_is_one(client, cast, member) -> None:
    factories.make_contribution(member=member)
    reminders.refresh(at=NOON)
    client.force_login(cast.collector)
    url = reverse("report_death", args=[member.pk])
    assert url in page(client, "member_page", member.pk)
    form = client.get(url).text
    told = {**TOLD, "id": form.split('name="id" value="')[1].split('"')[0]}
    asked = client.post(url, {**told, "go": "check"}).text
    assert "Siti Contoh meninggal dunia?" in asked and "8 November 2026" in asked
    assert not Death.objects.exists()
    for _twice in range(2):
        answer = client.post(url, {**told, "died_on_month": "11", "go": "yes"})
        assert answer.url == reverse("death", args=[Death.objects.get().pk])
    assert Reminder.objects.get().close_reason == "deceased"
    assert reminders.refresh(at=NOON).opened == 0
    said = page(client, "member_page", member.pk)
    assert "Meninggal dunia." in said and "Terima pembayaran" not in said and url not in said
    assert "Catat kunjungan" not in said
    assert "Peserta meninggal dunia" not in page(client, "worklist")
    assert client.get(url).status_code == 302


def test_the_page_before_the_last_can_be_changed(client, cast, member) -> None:
    client.force_login(cast.collector)
    url = reverse("report_death", args=[member.pk])
    told = {**TOLD, "id": factories.new_id()}
    again = client.post(url, {**told, "go": "change"}).text
    assert 'value="Dewi Contoh"' in again and "Catat kematian" in again
    wrong = client.post(url, {**told, "died_on_year": "2027", "go": "yes"}).text
    assert "Tanggal meninggal belum tiba" in wrong
    assert not Death.objects.exists()


def test_cancelled_months_are_seen_on_the_members_page(client, cast, member) -> None:
    factories.make_contribution(member=member, month=factories.dt.date(2026, 12, 1))
    reported(member, by=cast.collector)
    client.force_login(cast.collector)
    said = page(client, "member_page", member.pk)
    assert "Dibatalkan" in said and "Peserta meninggal dunia" in said


def test_the_branch_confirms_and_the_claim_opens(client, cast, member, reviewer) -> None:
    death = reported(member, by=cast.collector)
    client.force_login(cast.collector)
    url = reverse("death", args=[death.pk])
    assert "Petugas kantor cabang memastikan" in client.get(url).text
    assert client.post(url).status_code == 404
    client.force_login(reviewer)
    assert "Siti Contoh" in page(client, "claims")
    assert "Ya, pastikan dan buka klaim" in client.get(url).text
    opened = client.post(url, follow=True)
    assert opened.redirect_chain[-1][0] == reverse("claim", args=[Claim.objects.get().pk])
    assert "klaimnya dibuka" in opened.text


def test_a_mistaken_report_is_taken_back_with_a_reason(client, cast, member, reviewer) -> None:
    death = reported(member, by=cast.collector)
    client.force_login(reviewer)
    url = reverse("reverse_death", args=[death.pk])
    assert "Isi mengapa laporan ini keliru?" in client.post(url, {"reason": ""}).text
    said = client.post(url, {"reason": "Orang lain."}, follow=True).text
    assert "penagihannya berjalan lagi" in said and "Orang lain." in said


def test_two_undo_a_confirmed_report_that_was_mistaken(client, claim, cast, reviewer) -> None:
    client.force_login(cast.collector)
    death = reverse("death", args=[claim.death_id])
    url = reverse("ask_death_reversal", args=[claim.death_id])
    form = client.get(death).text
    told = {"id": form.split('name="id" value="')[1].split('"')[0], "reason": "Orang lain."}
    assert "Isi mengapa laporan ini keliru?" in client.post(url, {**told, "reason": ""}).text
    for _twice in range(2):
        said = client.post(url, told, follow=True).text
    assert "Petugas cabang yang lain memutuskan permintaan ini" in said
    assert "Tolak" not in said and url not in said
    client.force_login(reviewer)
    assert "Diminta dibatalkan" in page(client, "claims")
    reversal = claim.death.reversals.get()
    url = reverse("decide_death_reversal", args=[claim.death_id])
    assert client.post(url, {"go": "approve", "reversal": "x"}).status_code == 404
    decided = {"reversal": reversal.pk}
    assert "Tulis alasannya" in client.post(url, {**decided, "go": "refuse"}).text
    said = client.post(url, {**decided, "go": "approve"}, follow=True).text
    assert "penagihannya berjalan lagi" in said and "Orang lain." in said
    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    assert "sudah selesai" in client.post(url, {**decided, "go": "approve"}, follow=True).text


def test_a_reversal_is_refused_with_a_reason(client, claim, cast, reviewer) -> None:
    reversal = asked_reversal(claim.death, by=cast.treasurer)
    client.force_login(reviewer)
    url = reverse("decide_death_reversal", args=[claim.death_id])
    sent = {"reversal": reversal.pk, "go": "refuse", "note": "Aktanya benar."}
    assert "tetap dipastikan" in client.post(url, sent, follow=True).text
    claim.death.refresh_from_db()
    assert claim.death.status == "confirmed"


def test_a_work_accident_names_its_last_day(client, cast, reviewer) -> None:
    death = reported(cast.member(), by=cast.collector, at_work="yes")
    client.force_login(reviewer)
    assert "paling lambat 10 November 2026" in page(client, "death", death.pk)
    claim = confirmed(death, by=reviewer)
    assert "paling lambat 10 November 2026" in page(client, "claim", claim.pk)
