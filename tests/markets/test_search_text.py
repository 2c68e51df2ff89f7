"""What is typed into the search boxes."""

import pytest
from django.urls import reverse

from contributions.models import Remittance
from markets.views.search import search_text
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("  siti   aminah ", "siti aminah"),
        ("si\x00ti", "siti"),
        ("\x00", ""),
        ("x" * 70, "x" * 60),
    ],
)
def test_spaces_zero_bytes_and_endless_texts_do_no_harm(rf, typed, expected):
    assert search_text(rf.get("/", {"q": typed})) == expected


def test_nothing_typed_asks_for_nothing(rf):
    assert search_text(rf.get("/")) == ""


@pytest.mark.parametrize(
    ("page", "make"),
    [
        ("worklist", factories.make_collector),
        ("take_payment_search", factories.make_collector),
        ("my_receipts", factories.make_collector),
        ("enrolments_mine", factories.make_collector),
        ("people_i_help", factories.make_treasurer),
    ],
)
def test_no_search_box_breaks_on_a_zero_byte(client, page, make):
    client.force_login(make())
    assert client.get(reverse(page), {"q": "si\x00ti"}).status_code == 200


def test_nor_do_the_boxes_of_a_remittance(client):
    treasurer = factories.make_treasurer()
    row = Remittance.objects.create(
        partner=treasurer.partner,
        made_by=treasurer,
        made_at=factories.NOON,
        amount_idr=8_400,
        months=1,
    )
    client.force_login(treasurer)
    for page in ("remittance", "remittance_export"):
        assert client.get(reverse(page, args=[row.pk]), {"q": "si\x00ti"}).status_code == 200
