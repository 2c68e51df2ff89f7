"""A payment that cannot be taken: a clear sentence, nothing written, what was typed is kept."""

import re

import pytest

from contributions.models import Payment
from tests import factories
from tests.collectors.till import behind, check, hidden, send
from tests.contributions.money import written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


def refused(client, fields) -> str:
    """The page of a refusal, which has written nothing."""
    before = written()
    response = send(client, fields)
    assert response.status_code == 200
    assert written() == before
    body = response.content.decode()
    assert "Belum tersimpan. Tidak ada uang yang tercatat." in body
    return body


def test_another_body_under_the_same_id_is_refused(client, cast) -> None:
    member = behind(cast)
    fields = hidden(check(client, {member: 1}))
    send(client, fields)
    changed = {
        **fields,
        f"p{member.pk}-months": "2026-10,2026-11",
        f"p{member.pk}-shown_total": "16800",
    }
    assert "Formulir ini sudah dipakai untuk pembayaran lain" in refused(client, changed)


def test_another_person_cannot_use_the_id(client, cast) -> None:
    fields = hidden(check(client, {behind(cast): 1}))
    send(client, fields)
    client.force_login(factories.make_collector(market=cast.market))
    assert "Formulir ini sudah dipakai" in refused(client, fields)


def test_months_paid_meanwhile_are_refused_by_their_receipt(client, cast) -> None:
    member = behind(cast)
    fields = hidden(check(client, {member: 1}))
    send(client, hidden(check(client, {member: 1})))
    body = refused(client, fields)
    assert "Oktober 2026 sudah dibayar" in body
    assert Payment.objects.get().receipt in body


def test_a_tariff_that_moved_asks_again_and_keeps_the_choice(client, cast) -> None:
    member = behind(cast)
    fields = hidden(check(client, {member: 3}))
    fields[f"p{member.pk}-shown_total"] = ["24000"]
    body = refused(client, fields)
    assert "Jumlah iuran berubah dari Rp24.000 menjadi Rp25.200" in body
    assert re.search(r'value="3"[^>]*checked', body)


def test_one_refused_of_three_leaves_all_unwritten_and_keeps_each_choice(client, cast) -> None:
    members = [behind(cast, name=name) for name in ("Siti", "Dewi", "Tuti")]
    fields = hidden(check(client, {members[0]: 1, members[1]: 3, members[2]: 1}))
    send(client, hidden(check(client, {members[2]: 1})))
    body = refused(client, fields)
    assert "Tuti" in body
    assert re.search(rf'name="p{members[1].pk}-count" value="3"[^>]*checked', body)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""),
        ("id", "not-an-id"),
        ("months", ""),
        ("months", "2026-13"),
        ("months", "2026-10-01"),
        ("shown_total", ""),
        ("shown_total", "-1"),
        ("shown_total", "8400.5"),
    ],
)
def test_a_mangled_form_is_refused_with_a_sentence(client, cast, field, value) -> None:
    member = behind(cast)
    fields = hidden(check(client, {member: 1}))
    fields[f"p{member.pk}-{field}"] = value
    assert "Formulir tidak lengkap" in refused(client, fields)


@pytest.mark.parametrize("months", ["2026-11", "2026-10,2026-12", "2024-01", "2027-12"])
def test_months_out_of_order_or_range_are_refused(client, cast, months) -> None:
    member = behind(cast)
    fields = hidden(check(client, {member: 1}))
    fields[f"p{member.pk}-months"] = months
    refused(client, fields)
