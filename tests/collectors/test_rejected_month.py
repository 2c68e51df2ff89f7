"""What a member's page says of a month that BPJS rejected."""

import pytest
import time_machine
from django.urls import reverse

from contributions import credit_use, rejections
from tests import factories
from tests.contributions.money import make_cast
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(client):
    cast = make_cast()
    client.force_login(cast.collector)
    return cast


def page(client, member) -> str:
    with time_machine.travel(NOON, tick=False):
        return client.get(reverse("member_page", args=[member.pk])).text


def test_a_month_that_bpjs_rejected_says_so_until_that_is_settled(client, cast) -> None:
    member = factories.make_member(market=cast.market)
    factories.make_term(member=member)
    cast.pay(member)
    cast.hand_over()
    remittance = cast.post()
    assert "Sedang dibayarkan ke BPJS, menunggu jawaban." in page(client, member)
    [answer] = cast.reject(remittance, member)
    assert "BPJS menolaknya: NIK tidak dikenal BPJS. Jatuh tempo" in page(client, member)
    credit_use.sweep(at=NOON)
    body = page(client, member)
    assert "Ditolak BPJS" in body and "Sudah dibayar lagi dari kelebihan bayarnya" in body
    rejections.settle(answer=answer, settlement="NIK dibetulkan", by=cast.treasurer, at=NOON)
    body = page(client, member)
    assert "Ditolak BPJS" not in body and "Sudah dibayar, belum sampai di BPJS." in body
