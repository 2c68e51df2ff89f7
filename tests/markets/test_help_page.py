"""Help: the tour at the first login, the jobs of each role, and the words."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from markets import glossary
from markets.help_pictures import PICTURES
from markets.models import Role, User
from markets.tour_steps import STEPS
from tests.factories import NOON, PASSWORD, make_branch, make_partner, make_user

pytestmark = pytest.mark.django_db
TOUR, HELP, GLOSSARY = reverse("tour"), reverse("help"), reverse("glossary")


def make_newcomer(role: Role = Role.COLLECTOR) -> User:
    scope = {"partner": None if role in (Role.REVIEWER, Role.ADMIN) else make_partner()}
    if role == Role.REVIEWER:
        scope["branch"] = make_branch()
    return make_user(role=role, tour_closed_at=None, password=PASSWORD, **scope)


def log_in(client, user):
    sent = {"username": user.username, "password": PASSWORD}
    return client.post(reverse("login"), sent, follow=True)


@pytest.mark.parametrize("role", Role)
def test_the_first_login_begins_with_the_tour_of_ones_role(client, role) -> None:
    page = log_in(client, make_newcomer(role))
    assert page.redirect_chain[-1][0] == TOUR
    assert "langkah 1 dari 3" in page.text
    for number, step in enumerate(STEPS[role], start=1):
        page = client.get(TOUR, {"langkah": number})
        assert f"<h1>{step.title}</h1>" in page.text
        assert step.picture in ("", *PICTURES)
        assert ("Mengerti, mulai bekerja" in page.text) == (number == 3)
        assert ("Lewati perkenalan" in page.text) == (number < 3)


def test_it_comes_back_until_it_is_closed_and_never_after(client, at_noon) -> None:
    newcomer = make_newcomer()
    log_in(client, newcomer)
    assert client.get(reverse("home")).url == TOUR
    answer = client.post(TOUR, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("worklist")
    newcomer.refresh_from_db()
    assert newcomer.tour_closed_at == NOON
    client.logout()
    assert log_in(client, newcomer).redirect_chain[-1][0] == reverse("worklist")


def test_it_can_be_seen_again_and_the_first_time_stays(client, at_noon) -> None:
    user = make_user(role=Role.COLLECTOR, partner=make_partner())
    client.force_login(user)
    assert f'href="{TOUR}"' in client.get(HELP).text
    assert "langkah 1 dari 3" in client.get(TOUR, {"langkah": "99"}).text
    client.post(TOUR)
    before = user.tour_closed_at
    user.refresh_from_db()
    assert user.tour_closed_at == before


@pytest.mark.parametrize("role", Role)
def test_each_role_finds_its_jobs_with_pictures_that_move_nothing(client, role) -> None:
    client.force_login(make_newcomer(role))
    page = client.get(HELP).text
    assert page.count("<details") >= 2
    pictures = re.findall(r'<img class="shot[^>]*>', page)
    assert pictures
    for picture in pictures:
        assert 'loading="lazy"' in picture
        assert re.search(r' width="\d+" height="\d+" alt="[^"]+"', picture)
    assert f"img/help/{role}-" in page
    other = {"collector": "treasurer"}.get(role, "collector")
    assert f"img/help/{other}-" not in page


def test_who_is_not_logged_in_reads_what_traders_ask(client) -> None:
    page = client.get(HELP).text
    assert "Memeriksa kuitansi" in page
    assert f'href="{TOUR}"' not in page


def test_every_page_leads_to_help(client) -> None:
    assert f'href="{HELP}"' in client.get(reverse("login")).text
    client.force_login(make_newcomer(Role.TREASURER))
    assert f'href="{HELP}"' in client.get(reverse("treasury")).text


def test_the_words_are_in_the_readers_alphabet_with_the_indonesian_beside(client) -> None:
    page = client.get(GLOSSARY)
    words = [word.said for word in page.context["words"]]
    assert words == sorted(words, key=str.casefold)
    assert "Masa tenggang" in words
    with translation.override("en"):
        arrears = next(word for word in glossary.words() if word.indonesian == "Tunggakan")
    assert arrears.said == "Arrears"


def test_no_word_is_told_twice() -> None:
    words = [str(said) for said, _meaning in glossary.MEANINGS]
    assert len(set(words)) == len(words) > 30
