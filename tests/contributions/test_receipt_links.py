"""A receipt's link is replaced once, by whom it concerns, and the former one opens nothing."""

import pytest
from django.db import IntegrityError, transaction

from contributions import receipt_links
from contributions.models import ReplacedLink
from contributions.receipt_links import UnableToReplaceLink
from tests import factories
from tests.factories import NOON
from tests.replaced import make_replaced_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(cast):
    return cast.pay(cast.member())


def refused(payment, **fields):
    """The code of the refusal, which has written nothing."""
    fields = {"former_token": payment.token, "reason": "lost", "by": payment.taken_by, **fields}
    with pytest.raises(UnableToReplaceLink) as refusal:
        receipt_links.replace(payment=payment, at=NOON, **fields)
    assert str(refusal.value)
    return refusal.value.code


def test_a_new_link_opens_the_receipt_and_the_former_one_nothing(payment):
    first = receipt_links.token_of(payment)
    second = make_replaced_link(payment).token
    third = make_replaced_link(payment).token
    assert len({first, second, third}) == 3 and len(third) == 22
    assert receipt_links.token_of(payment) == third
    assert receipt_links.payment_of(third) == payment
    assert receipt_links.payment_of(first) is receipt_links.payment_of(second) is None
    assert receipt_links.is_revoked(first) and receipt_links.is_revoked(second)
    assert not receipt_links.is_revoked(third)


def test_collector_treasurer_and_reviewer_replace_it_and_others_do_not(cast, payment):
    for user in (cast.collector, cast.treasurer, factories.make_reviewer()):
        make_replaced_link(payment, by=user)
    for user in (factories.make_auditor(partner=cast.partner), factories.make_admin()):
        assert refused(payment, by=user) == "not_yours"


def test_it_needs_a_reason(payment):
    assert refused(payment, reason="") == "no_reason"
    assert refused(payment, reason="iseng") == "no_reason"


def test_a_link_that_was_replaced_meanwhile_is_not_replaced_again(payment):
    make_replaced_link(payment)
    assert refused(payment) == "replaced_already"
    assert ReplacedLink.objects.count() == 1


def row(payment, **fields):
    return ReplacedLink(
        **{
            "payment": payment,
            "market_id": payment.market_id,
            "former_token": payment.token,
            "token": receipt_links.new_token(),
            "reason": "lost",
            "by": payment.taken_by,
            "at": NOON,
            **fields,
        }
    )


def rejected(*rows):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        ReplacedLink.objects.bulk_create(rows)
    return str(error.value)


def test_link_is_replaced_once(payment):
    assert "link_is_replaced_once" in rejected(row(payment), row(payment))


def test_new_link_opens_one_receipt(cast, payment):
    other = cast.pay(cast.member())
    assert "new_link_opens_one_receipt" in rejected(
        row(payment, token="sama"), row(other, token="sama")
    )


def test_new_link_is_another_one(payment):
    assert "new_link_is_another_one" in rejected(row(payment, token=payment.token))


def test_replaced_link_is_of_its_receipt(cast, payment):
    other = cast.pay(cast.member())
    sentence = "never had that link"
    assert sentence in rejected(row(payment, former_token=other.token))
    assert sentence in rejected(row(payment, former_token="bukan-tautan"))
