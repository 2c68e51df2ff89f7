"""Nobody reaches what is not theirs: every address, as everybody."""

from collections import Counter

import pytest
from django.urls import reverse

from markets.access import PUBLIC
from markets.models import Role
from tests.architecture.addresses import ARGUMENTS, Side
from tests.architecture.urlconf import addresses

ROLES = frozenset(role.value for role in Role)
ANSWERS = {200, 302, 405}  # 405: the address takes only POST
# Addresses with arguments that anybody may open, each with what keeps it safe.
OPEN_BY_TOKEN = {
    "begin_enrolment": "128 random bits on the market's poster, and pages that show no rows",
    "card": "128 random bits that belong to the member; revoked when it is lost",
    "card_receipt": "the card's, and of its holder only",
    "receipt": "128 random bits that belong to the payer; revoked when others have them",
    "receipt_print": "the same",
    "receipt_pdf": "the same",
}
# Addresses whose arguments name no row, so that everybody sees only what is theirs there.
NAMING_NO_ROW = {
    "book_transfer": "a kind of payer and a month, of the asker's own partner",
    "import_template": "a kind of list; an empty sheet",
}

EVERYBODY = sorted(ROLES | {"second_collector", "branch_auditor"})
# What only the collector reaches whose rows they are; a returned enrolment is open to all.
OF_ONE_COLLECTOR = {
    "first_dues", "ask_void", "continue_enrolment", "throw_away_draft", "handover_sheet",
    "collection_sheet", "loss", "phone", "offline_payment",
}  # fmt: skip
# What everybody sends about nobody but themselves.
OF_ONESELF = {"logout", "account", "change_password", "password_was_reset", "tour"}
# What only one of those who may open such a page sees; cash is counted without its sum being seen.
OF_ANOTHER = {("second_collector", name) for name in OF_ONE_COLLECTOR}
OF_ANOTHER.add((Role.TREASURER, "collection_sheet"))

EVERY = addresses()
GUARDED = [address for address in EVERY if address.access != PUBLIC]


@pytest.fixture
def here(db):
    return Side()


@pytest.fixture
def there(db):
    return Side()


def urls(side, found):
    """Each of these addresses with the URL on that side."""
    return [
        (address, side.url(address) if address.has_arguments else reverse(address.name))
        for address in found
        if not address.has_arguments or address.name in ARGUMENTS
    ]


def _names_no_row(address):
    return address.name in NAMING_NO_ROW


def test_an_address_has_a_name_of_its_own() -> None:
    """Of two with one name, links would lead to whichever came last."""
    named = Counter(address.name for address in addresses())
    assert {name: count for name, count in named.items() if count > 1} == {}


def test_every_address_has_a_name_and_declares_who_may_open_it():
    silent = [
        address.route
        for address in EVERY
        if not address.name or address.access is None or not address.access <= ROLES | PUBLIC
    ]
    assert silent == []
    assert len({address.name for address in EVERY}) == len(EVERY)


def test_every_address_with_arguments_is_walked():
    with_arguments = {address.name for address in EVERY if address.has_arguments}
    assert with_arguments == set(ARGUMENTS)


def test_what_is_public_shows_no_rows_but_by_token():
    public = {address.name for address in EVERY if address.is_public and address.has_arguments}
    assert public <= set(OPEN_BY_TOKEN)


def test_the_unknown_are_sent_to_the_login(client, here):
    wrong = []
    for address, url in urls(here, GUARDED):
        for answer in (client.get(url), client.post(url)):
            if answer.status_code == 405:
                continue
            sent = answer.status_code == 302 and answer.url.startswith(reverse("login"))
            if not (answer.status_code == 401 if address.is_api else sent):
                wrong.append((address.name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("who", EVERYBODY)
def test_each_role_opens_its_own_pages_and_no_others(client, here, who):
    client.force_login(here.users[who])
    role = here.users[who].role
    wrong = []
    for address, url in urls(here, EVERY):
        if (who, address.name) in OF_ANOTHER:
            assert client.get(url).status_code == 404
            assert client.post(url).status_code in (404, 405)
        elif address.is_public or role in address.access:
            answer = client.get(url)
            if answer.status_code not in ANSWERS | ({400} if address.is_api else set()):
                wrong.append((address.name, answer.status_code))
        else:
            answers = {client.get(url).status_code, client.post(url).status_code}
            if not answers <= {404, 405} or 404 not in answers:
                wrong.append((address.name, answers))
    assert wrong == []


@pytest.mark.parametrize("who", [Role.AUDITOR, "branch_auditor"])
def test_an_auditor_changes_nothing(client, here, who):
    """Whatever is sent, and wherever: refused, also where the page may be read."""
    client.force_login(here.users[who])
    taken = {}
    for address, url in urls(here, GUARDED):
        if address.name not in OF_ONESELF:
            status = client.post(url, {"decision": "x"}).status_code
            if status not in {403, 404, 405}:
                taken[address.name] = status
    assert taken == {}


@pytest.mark.parametrize("who", [who for who in EVERYBODY if who != Role.ADMIN])
def test_a_stranger_finds_nothing_of_another_place(client, here, there, who):
    client.force_login(there.users[who])
    role = there.users[who].role
    wrong = []
    for address, url in urls(here, GUARDED):
        if role in address.access and address.has_arguments and not _names_no_row(address):
            answers = {client.get(url).status_code, client.post(url).status_code}
            if not answers <= {404, 405} or 404 not in answers:
                wrong.append((address.name, answers))
    assert wrong == []
