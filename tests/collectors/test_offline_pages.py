"""What a phone keeps of the program: whole, of nobody, and another one after each change."""

import re
from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image

from collectors.views import offline
from tests.contributions.money import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(client):
    """Its text, in the language of who asks."""

    def text() -> str:
        return client.get(reverse("worker")).content.decode()

    return text


def version(text: str) -> str:
    found = re.search(r'"(mitra-[0-9a-f]{12})"', text)
    assert found
    return found[1]


def test_the_shell_knows_nobody(client, cast: Cast) -> None:
    unknown = client.get(reverse("offline"))
    client.force_login(cast.collector)
    known = client.get(reverse("offline"))
    assert known.content == unknown.content and cast.collector.name not in known.content.decode()
    assert not known.cookies


def test_nothing_is_asked_of_the_database(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        for name in ("offline", "worker", "manifest"):
            assert client.get(reverse(name)).status_code == 200


def test_the_shell_and_the_last_look_find_every_file_kept(client, worker) -> None:
    text = worker().replace(r"\u002D", "-")  # as escapejs writes it
    linked = re.findall(
        r'(?:src|href)="(/static/[^"]+)"', client.get(reverse("offline")).content.decode()
    )
    kept = re.findall(r'"(/static/[^"]+)"', text)
    assert set(linked) <= set(kept) and len(linked) > 6
    assert all(finders.find(path.removeprefix("/static/")) for path in kept)
    assert "/static/js/offline/kept_first.js" in kept


def test_the_worker_may_serve_every_page_and_is_asked_for_anew(client) -> None:
    answer = client.get(reverse("worker"))
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Content-Type"] == "text/javascript"
    assert "no-cache" in answer["Cache-Control"]


def test_another_file_or_another_word_makes_another_version(client, worker, monkeypatch) -> None:
    first = version(worker())
    assert version(worker()) == first
    monkeypatch.setattr(offline, "SCRIPTS", (*offline.SCRIPTS, "progress"))
    files = version(worker())
    monkeypatch.setattr(offline, "NOTE_LENGTH", 299)
    words = version(worker())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert len({first, files, words, version(worker())}) == 4


def test_the_list_can_be_put_on_the_home_screen(client) -> None:
    told = client.get(reverse("manifest")).json()
    assert told["name"] == "Mitra Pasar" and told["display"] == "standalone"
    assert told["start_url"] == reverse("worklist")
    for icon in told["icons"]:
        found = finders.find(icon["src"].removeprefix("/static/"))
        with open(found, "rb") as file:
            width, height = Image.open(BytesIO(file.read())).size
        assert icon["sizes"] == f"{width}x{height}"
    assert [icon["sizes"] for icon in told["icons"]] == ["192x192", "512x512"]


def test_a_collectors_pages_carry_the_outbox_and_nobody_elses(client, cast: Cast) -> None:
    client.force_login(cast.collector)
    own = client.get(reverse("worklist")).content.decode()
    assert f'data-user="{cast.collector.pk}"' in own and "data-prepare" in own
    client.force_login(cast.treasurer)
    page = client.get(reverse("treasury")).content.decode()
    assert "data-user" not in page and "offline/" not in page
