"""Who changed what, when: rights, assignments, members, tariffs; only what one may know."""

import datetime as dt
import re

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contributions.histories import KINDS
from markets.models import Role
from members import placements
from tests import factories
from tests.contributions.money import make_cast

pytestmark = pytest.mark.django_db
# The triggers write the database's own time.
ALL_DAYS = {"first_day": "2020-01-01", "last_day": "2099-12-31"}


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(factories.make_auditor(partner=cast.partner))
    return cast


def read(client, kind, **asked):
    return client.get(reverse("histories"), {**ALL_DAYS, "kind": kind, **asked}).text


def subjects(text):
    return re.findall(r'<th scope="row">([^<]*)</th>', text)


def test_a_right_that_was_given_names_who_gave_it_and_what_it_was_before(client, cast):
    admin = factories.make_admin(name="Bu Ratna")
    with pghistory.context(user=admin.pk):
        cast.collector.role = Role.TREASURER
        cast.collector.is_active = False
        cast.collector.save()
    text = read(client, "pengguna")
    assert "Kolektor → <b>Bendahara</b>" in text
    assert "ya → <b>tidak</b>" in text
    assert "Bu Ratna" in text
    assert "Bendahara</b>" not in read(client, "pengguna", q="Tidak Ada")
    assert "Kolektor → <b>Bendahara</b>" in read(client, "pengguna", q="ratna")


def test_a_right_changed_behind_the_application_is_told_too(client, cast):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE markets_user SET role = 'treasurer' WHERE id = %s", [cast.collector.pk]
        )
    assert "Kolektor → <b>Bendahara</b>" in read(client, "pengguna")


def test_what_is_private_about_a_member_is_told_without_its_value(client, cast):
    member = cast.member(mother_name="Ibu Rahasia", address="Jalan Rahasia 1")
    member.mother_name, member.address, member.occupation = "Ibu Lain", "Jalan Lain", "Pedagang X"
    member.save()
    text = read(client, "peserta", q=member.name)
    assert "Pedagang X" in text and "Alamat: diubah" in text
    for private in ("Rahasia", "Ibu Lain", "Jalan Lain"):
        assert private not in text


def test_nothing_of_another_partner_is_shown(client, cast):
    other = make_cast()
    other.member(name="Orang Lain")
    other.collector.name = "Orang Lain"
    other.collector.save()
    for kind in KINDS:
        assert "Orang Lain" not in read(client, kind)


def test_changes_are_sorted_by_time_and_those_of_one_name_by_whose_they_are(client, cast):
    for name in ("Siti Ani", "Siti Cut", "Siti Budi"):
        cast.member(name=name)

    def names(**asked):
        return re.findall(r'<th scope="row">(Siti \w+)', read(client, "peserta", **asked))

    assert names() == names(urut="siapa") == ["Siti Budi", "Siti Cut", "Siti Ani"]
    assert names(urut="waktu") == ["Siti Ani", "Siti Cut", "Siti Budi"]
    assert names(q="siti", urut="siapa") == ["Siti Ani", "Siti Budi", "Siti Cut"]
    assert "urut=oleh" in read(client, "peserta", q="siti")
    assert "urut=oleh" not in read(client, "peserta")
    asked = {**ALL_DAYS, "kind": "peserta", "urut": "waktu"}
    table = b"".join(client.get(reverse("histories_export"), asked).streaming_content).decode()
    assert table.index("Siti Ani") < table.index("Siti Cut") < table.index("Siti Budi")


def test_every_history_can_be_sorted_by_each_of_its_headings(client, cast):
    for kind in KINDS:
        for order in ("siapa", "-siapa", "oleh", "-oleh", "waktu", "-waktu"):
            assert read(client, kind, q="a", urut=order)


@pytest.mark.parametrize("kind", ["pengguna", "peserta", "tarif"])
def test_what_stands_under_the_heading_is_what_it_is_sorted_by(client, cast, kind):
    for name in ("Zainab Contoh", "Ani Contoh"):
        cast.member(name=name)
        factories.make_collector(market=cast.market, name=name)
    text = "PP" if kind == "tarif" else "Contoh"
    shown = subjects(read(client, kind, q=text, urut="siapa"))
    assert len(set(shown)) > 1 and shown == sorted(shown)
    assert subjects(read(client, kind, q=text, urut="-siapa")) == sorted(shown, reverse=True)


def test_every_history_is_read_and_exported_in_few_queries(client, cast):
    cast.member()
    for kind in KINDS:
        with CaptureQueriesContext(connection) as asked:
            read(client, kind)
        assert len(asked) <= 12, kind
        for form in ("csv", "xlsx"):
            answer = client.get(
                reverse("histories_export"), {**ALL_DAYS, "kind": kind, "format": form}
            )
            assert b"".join(answer.streaming_content)


def test_the_table_tells_each_column_and_runs_no_formula(client, cast):
    cast.collector.name = "=cmd"
    cast.collector.save()
    asked = {**ALL_DAYS, "kind": "pengguna"}
    text = b"".join(client.get(reverse("histories_export"), asked).streaming_content).decode()
    assert "'=cmd" in text and '"=cmd"' not in text
    assert '"diubah"' in text


def test_only_auditors_and_admins_read_histories(client, cast):
    for user, status in ((factories.make_admin(), 200), (cast.treasurer, 404)):
        client.force_login(user)
        assert client.get(reverse("histories")).status_code == status


def test_a_changed_contract_names_who_changed_it_and_from_what_to_what(client, cast):
    member = cast.member(name="Siti Contoh")
    with pghistory.context(user=factories.make_admin(name="Bu Ratna").pk):
        term = member.terms.get()
        term.declared_income_idr, term.jht = 2_000_000, True
        term.last_month = factories.NOVEMBER
        term.save()
    text = read(client, "kepesertaan", q="siti")
    assert "Rp1.000.000 → <b>Rp2.000.000</b>" in text
    assert "tidak → <b>ya</b>" in text
    assert "<b>2026-11</b>" in text and "Bu Ratna" in text


def test_a_move_to_another_stall_names_who_moved_her_and_from_when(client, cast):
    block = factories.make_block(market=cast.market, name="Blok Basah")
    stall = factories.make_stall(block=block, kind="los", number="12")
    member = factories.make_member(market=cast.market, name="Siti Contoh")
    with pghistory.context(user=factories.make_admin(name="Bu Ratna").pk):
        placements.move(
            member=member, market=cast.market, block=block, stall=stall, on=factories.TODAY
        )
    text = read(client, "tempat", q="siti")
    assert "Blok Basah" in text and "Bu Ratna" in text
    assert f"Sampai: <b>{factories.TODAY - dt.timedelta(days=1)}</b>" in text
    assert "Siti Contoh" not in read(client, "tempat", q="tuti")


def test_a_changed_limit_of_a_partner_is_told_from_what_to_what(client, cast):
    cast.partner.cash_limit_idr, cast.partner.handover_hours = 500_000, 12
    cast.partner.save()
    text = read(client, "mitra")
    assert "Rp0 → <b>Rp500.000</b>" in text and "24 → <b>12</b>" in text
