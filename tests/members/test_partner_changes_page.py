"""The pages of a person whom two partners want: for the collector, the branch, both partners."""

import pytest
from django.urls import reverse

from members import partner_changes
from members.models import PartnerChange
from tests import factories
from tests.factories import NOON
from tests.members.wanted_twice import make_parties

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
LIST = "partner_changes"


@pytest.fixture
def parties():
    return make_parties()


def page(client, user, name, *args) -> str:
    client.force_login(user)
    return client.get(reverse(name, args=args)).content.decode()


def test_a_known_number_offers_to_report_it_and_tells_nothing_else(client, parties) -> None:
    client.force_login(parties.collector)
    typed = {"nik": parties.nik, "name": "Siti Kartu", "step": "kartu", "go": "next"}
    shown = client.post(reverse("enrol"), typed).content.decode()
    assert "NIK ini sudah terdaftar." in shown and "Laporkan ke cabang" in shown
    asked = client.post(reverse("report_double_enrolment"), typed).content.decode()
    home = parties.member.market
    for secret in (home.name, home.partner.name, parties.member.name):
        assert secret not in shown + asked
    sent = {**typed, "market": parties.market.pk, "explanation": "Pindah"}
    answer = client.post(reverse("report_double_enrolment"), sent)
    assert answer.url == reverse(LIST)
    mine = client.get(answer.url).content.decode()
    assert "Siti Kartu" in mine and "Menunggu cabang" in mine
    assert home.name not in mine and parties.member.name not in mine
    assert PartnerChange.objects.get().explanation == "Pindah"


def test_a_market_of_somebody_else_cannot_be_chosen(client, parties) -> None:
    client.force_login(parties.collector)
    sent = {"nik": parties.nik, "name": "Siti", "market": factories.make_market().pk}
    assert client.post(reverse("report_double_enrolment"), sent).status_code == 200
    assert not PartnerChange.objects.exists()


def test_an_unknown_number_is_refused_on_the_page(client, parties) -> None:
    client.force_login(parties.collector)
    sent = {"nik": factories.make_nik(), "name": "Siti", "market": parties.market.pk}
    shown = client.post(reverse("report_double_enrolment"), sent).content.decode()
    assert "dapat didaftarkan seperti biasa" in shown


def test_partners_see_a_case_once_the_branch_has_proposed_it(client, parties) -> None:
    change = parties.report()
    for user in (parties.old_treasurer, parties.new_treasurer):
        client.force_login(user)
        assert client.get(reverse("partner_change", args=[change.pk])).status_code == 404
        assert "Siti Kartu" not in client.get(reverse(LIST)).content.decode()
    client.force_login(parties.reviewer)
    address = reverse("partner_change", args=[change.pk])
    shown = client.get(address).content.decode()
    assert "Desember 2026" in shown and parties.member.name in shown
    client.post(address, {"go": "propose", "from_month": "2026-12"})
    for user in (parties.old_treasurer, parties.new_treasurer):
        assert "Setuju ia pindah" in page(client, user, "partner_change", change.pk)
        client.post(address, {"go": "agree"})
        assert "Setuju ia pindah" not in client.get(address).content.decode()
    assert PartnerChange.objects.get().status == "agreed"


def test_a_partner_refuses_with_a_reason_and_the_collector_reads_it(client, parties) -> None:
    change = parties.proposed()
    client.force_login(parties.old_treasurer)
    address = reverse("partner_change", args=[change.pk])
    assert "Alasan" in client.post(address, {"go": "close", "note": ""}).content.decode()
    assert PartnerChange.objects.get().status == "proposed"
    client.post(address, {"go": "close", "note": "Masih berjualan di tempat lama."})
    mine = page(client, parties.collector, LIST)
    assert "Tidak dipindahkan" in mine and "Masih berjualan di tempat lama." in mine


def test_of_a_closed_case_the_partner_who_does_not_get_her_keeps_what_was_reported(
    client, parties
) -> None:
    change = parties.proposed()
    home = parties.member.market
    secrets = {parties.member.name, home.name, home.partner.name, "Nama yang terdaftar"}
    seen = page(client, parties.new_treasurer, "partner_change", change.pk)
    assert all(secret in seen for secret in secrets)
    answer = client.post(
        reverse("partner_change", args=[change.pk]),
        {"go": "close", "note": "Batal pindah."},
        follow=True,
    )
    kept = answer.content.decode()
    listed = page(client, parties.new_treasurer, LIST)
    for word in ("Siti Kartu", "Batal pindah.", parties.market.name, "Tidak dipindahkan"):
        assert word in kept and word in listed
    assert not [secret for secret in secrets if secret in kept + listed]
    for user in (parties.old_treasurer, parties.reviewer):
        assert parties.member.name in page(client, user, "partner_change", change.pk)


def test_a_treasurer_proposes_nothing_and_a_reviewer_agrees_for_no_partner(client, parties) -> None:
    change = parties.report()
    address = reverse("partner_change", args=[change.pk])
    client.force_login(parties.reviewer)
    assert client.post(address, {"go": "agree"}).status_code == 404
    assert client.post(address, {"go": "reached"}).status_code == 404
    partner_changes.propose(
        change=change,
        from_month=partner_changes.months_offered(on=NOON.date())[0],
        by=parties.reviewer,
        at=NOON,
    )
    client.force_login(parties.old_treasurer)
    assert client.post(address, {"go": "propose", "from_month": "2026-12"}).status_code == 404


def test_the_list_costs_the_same_for_many(client, parties, django_assert_max_num_queries) -> None:
    for _number in range(8):
        make_parties(member=factories.make_member(market=parties.member.market)).report()
    client.force_login(parties.reviewer)
    with django_assert_max_num_queries(8):
        client.get(reverse(LIST))
