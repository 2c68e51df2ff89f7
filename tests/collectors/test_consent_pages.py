"""The pages of a member's consent: what she agreed to, withdrawing it, agreeing again."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import ConsentWithdrawal, Member
from tests.factories import NOON
from tests.withdrawals import OPTIONAL, make_withdrawal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


@pytest.fixture
def member(cast):
    return cast.member(name="Siti Contoh", phone="+6281234567890")


def url(name, member):
    return reverse(name, args=[member.pk])


def withdraw(client, member, **fields):
    typed = {"id": uuid.uuid4(), "what": "everything", "how": "told_collector", "explanation": ""}
    return client.post(url("withdraw_consent", member), {**typed, **fields}, follow=True)


def test_her_pages_lead_there(client, member):
    assert url("change_member", member) in client.get(url("member_page", member)).text
    assert url("member_consent", member) in client.get(url("change_member", member)).text
    assert url("withdraw_consent", member) in client.get(url("member_consent", member)).text


def test_the_collector_records_it_and_every_page_says_so(client, member):
    answer = withdraw(client, member, explanation="Surat 7/XI")
    assert "Siti Contoh tidak diingatkan dan tidak dikunjungi lagi." in answer.text
    assert "Surat 7/XI" in answer.text
    assert "ditangguhkan paling lambat 13 November 2026" in answer.text
    assert "Data pilihan: nomor HP" in answer.text
    assert "Jangan diingatkan" in client.get(url("member_page", member)).text
    assert "Ditarik" in client.get(url("change_member", member)).text


def test_what_is_missing_is_said_beside_its_field(client, member):
    assert "Pilih yang ditarik." in withdraw(client, member, what="").text
    assert not ConsentWithdrawal.objects.exists()


def test_two_taps_are_one_withdrawal(client, member):
    key = uuid.uuid4()
    withdraw(client, member, id=key)
    withdraw(client, member, id=key)
    assert ConsentWithdrawal.objects.count() == 1


def test_she_agrees_again_to_the_text_on_the_page(client, cast, member):
    make_withdrawal(member=member, by=cast.collector, what=OPTIONAL)
    page = client.get(url("agree_again", member)).text
    assert "Untuk apa data ini" in page and "Naskah versi 2" in page
    sent = {"version": "2", "how": "thumbprint"}
    answer = client.post(url("agree_again", member), sent, follow=True)
    assert "Persetujuan Siti Contoh dicatat." in answer.text
    assert client.get(url("agree_again", member)).status_code == 302


def test_the_branch_sees_who_is_to_be_suspended_and_does_it(client, cast, member, reviewer):
    make_withdrawal(member=member, by=cast.collector)
    client.force_login(reviewer)
    page = client.get(reverse("asked_changes")).text
    assert "Persetujuan ditarik: harus ditangguhkan" in page and "Siti Contoh" in page
    assert "Tangguhkan sekarang" in client.get(url("member_consent", member)).text
    answer = client.post(url("suspend_member", member), follow=True)
    assert "Kepesertaan Siti Contoh ditangguhkan." in answer.text
    assert Member.objects.get(pk=member.pk).status == "ended"
    assert "Persetujuan ditarik" not in client.get(reverse("asked_changes")).text


def test_a_collector_suspends_nobody(client, cast, member):
    make_withdrawal(member=member, by=cast.collector)
    assert "Tangguhkan sekarang" not in client.get(url("member_consent", member)).text
    assert client.post(url("suspend_member", member)).status_code == 404


def test_the_page_takes_as_many_queries_for_a_long_story_as_for_a_short_one(client, cast, member):
    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(url("member_consent", member)).status_code == 200
        return len(found)

    few = queries()
    for days in range(4):
        at = NOON + dt.timedelta(days=days)
        row = make_withdrawal(member=member, by=cast.collector, what=OPTIONAL, at=at)
        sent = {"version": "2", "how": "thumbprint"}
        client.post(url("agree_again", member), sent)
        row.refresh_from_db()
        assert row.closed_at
    assert queries() == few <= 12
