"""The treasurer's pages of posters."""

import pytest
from django.urls import reverse

from members import posters
from members.models import EnrolmentDraft, Poster
from tests.factories import make_market
from tests.members.activations import make_poster, make_waiting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_treasurer")]


def change(client, market, go):
    return client.post(reverse("change_poster", args=[market.pk]), {"go": go})


def test_one_is_made_and_shown_to_be_printed(client, market, treasurer) -> None:
    assert "Belum ada poster" in client.get(reverse("posters")).content.decode()
    answer = change(client, market, "renew")
    assert answer.url == reverse("poster_print", args=[market.pk])
    page = client.get(answer.url).content.decode()
    token = Poster.objects.get().token
    assert f"http://testserver/poster/{token}/" in page
    assert '<svg class="qr"' in page or 'class="qr"' in page
    assert "style=" not in page and "<script>" not in page
    assert "Poster sejak 10 November 2026" in client.get(reverse("posters")).content.decode()


def test_it_is_replaced_and_revoked(client, market, treasurer) -> None:
    old = make_poster(market=market, by=treasurer)
    change(client, market, "renew")
    assert posters.live(market=market) != old
    change(client, market, "revoke")
    assert posters.live(market=market) is None
    answer = client.get(reverse("poster_print", args=[market.pk]))
    assert answer.url == reverse("posters")


def test_the_waiting_are_counted_and_can_be_discarded(client, market, treasurer) -> None:
    make_waiting(poster=make_poster(market=market, by=treasurer))
    assert "1 menunggu ditemui" in client.get(reverse("posters")).content.decode()
    change(client, market, "discard")
    assert not EnrolmentDraft.objects.exists()


@pytest.mark.parametrize("count", [1, 12])
def test_it_asks_as_much_for_many(
    client, market, treasurer, count, django_assert_max_num_queries
) -> None:
    for _each in range(count):
        make_poster(market=make_market(partner=market.partner), by=treasurer)
    with django_assert_max_num_queries(5):
        client.get(reverse("posters"))
