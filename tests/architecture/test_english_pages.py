"""Every page speaks English to who chose it, in all its own words."""

import re

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from tests.architecture.addresses import ARGUMENTS, Side
from tests.architecture.seen import texts
from tests.architecture.test_addresses import EVERYBODY
from tests.architecture.urlconf import addresses
from tests.factories import NOON

INDONESIAN = re.compile(
    r"\b(yang|dan|belum|sudah|untuk|dengan|tidak|[Aa]nda|bulan|dari|ini|itu|pada|atau|oleh|akan|"
    r"hari|orang|uang|peserta|iuran|kuitansi|setoran|dibayar|ditolak|menunggu|semua|lebih|hanya)\b"
)
# As files call their columns.
COLUMNS = re.compile(r"Nomor peserta \(KPJ\)|Bulan iuran")


# So many pages, or a few more, answer each of them in English.
LEAST = {
    "admin": 12,
    "auditor": 65,
    "branch_auditor": 65,
    "collector": 55,
    "reviewer": 105,
    "second_collector": 50,
    "treasurer": 112,
    "visitor": 7,
}


@pytest.fixture(autouse=True)
def soon_after():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def here(db):
    side = Side()
    side.everything()
    return side


def answers(client, here, who):
    """Each page that this person opens, in English, with the name of its address."""
    if who != "visitor":
        client.force_login(here.users[who])
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for address in addresses():
        if address.has_arguments and address.name not in ARGUMENTS:
            continue
        url = here.url(address) if address.has_arguments else reverse(address.name)
        answer = client.get(url)
        if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
            yield address, answer


@pytest.mark.parametrize("who", [*EVERYBODY, "visitor"])
def test_no_page_of_english_says_something_in_indonesian(client, here, who):
    english = {
        address.name: list(texts(answer.content.decode()))
        for address, answer in answers(client, here, who)
        if answer["Content-Language"] == "en"
    }
    found = {
        (name, text)
        for name, said in english.items()
        for text in said
        if INDONESIAN.search(COLUMNS.sub("", text))
    }

    assert sorted(found) == []
    assert len(english) >= LEAST[who]
