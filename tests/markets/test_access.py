"""Which markets a person reaches."""

import pytest
from django.http import Http404, HttpResponse
from django.urls import reverse

from markets import access
from markets.models import Role
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_collector_who_went_to_another_partner_reaches_the_old_ones_markets_no_more():
    market = factories.make_market()
    collector = factories.make_collector(market=market)
    assert list(access.markets_of(collector)) == [market]
    collector.partner = factories.make_partner()
    collector.save()
    new = factories.make_market(partner=collector.partner)
    factories.make_assignment(collector=collector, market=new)
    assert list(access.markets_of(collector)) == [new]


def test_what_was_sent_after_the_session_ended_leads_home_and_says_that_it_is_lost(client):
    member = factories.make_member()
    answer = client.post(reverse("record_visit", args=[member.pk]), {"outcome": "absent"})
    assert answer.headers["Location"] == f"{reverse('login')}?next={reverse('home')}"
    page = client.get(answer.headers["Location"])
    assert "Sesi Anda berakhir; yang terakhir belum tersimpan." in page.text


def test_what_was_only_asked_for_is_shown_after_the_login(client):
    page = reverse("worklist")
    answer = client.get(page, {"q": "siti"})
    assert answer.headers["Location"] == f"{reverse('login')}?next={page}%3Fq%3Dsiti"


def test_admins_see_assignments_and_leave_them_to_the_treasurer(client):
    client.force_login(factories.make_admin())
    market = factories.make_market()
    factories.make_collector(market=market)
    address = "/admin/markets/assignment/"
    assert market.name in client.get(address).text
    assert client.get(f"{address}add/").status_code == 403


def test_admins_change_a_block_but_not_its_market(client):
    client.force_login(factories.make_admin())
    block = factories.make_block()
    facts = {"name": "Blok Baru", "walking_order": 3, "market": factories.make_market().pk}
    answer = client.post(f"/admin/markets/block/{block.pk}/change/", facts)
    assert answer.status_code == 302
    before = block.market_id
    block.refresh_from_db()
    assert (block.name, block.market_id) == ("Blok Baru", before)


def test_who_only_reads_a_page_sends_nothing_to_it(rf):
    @access.for_roles(Role.TREASURER, reads=[Role.AUDITOR])
    def page(request):
        return HttpResponse("seen")

    def answers(user):
        for request in (rf.get("/"), rf.head("/"), rf.post("/")):
            request.user, request.resolver_match = user, None
            try:
                yield page(request).status_code
            except Http404:
                yield 404

    partner = factories.make_partner()
    assert list(answers(factories.make_treasurer(partner=partner))) == [200, 200, 200]
    assert list(answers(factories.make_auditor(partner=partner))) == [200, 200, 404]
    assert list(answers(factories.make_reviewer())) == [404, 404, 404]


def test_a_decision_that_the_page_does_not_offer_is_not_found(rf):
    def sent(**said):
        request = rf.post("/", said)
        request.user, request.resolver_match = factories.make_reviewer(), None
        return access.decision(request, "grant", "refuse")

    assert sent(decision="refuse") == "refuse"
    for said in ({}, {"decision": ""}, {"decision": "grant "}):
        with pytest.raises(Http404):
            sent(**said)
