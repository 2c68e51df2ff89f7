"""The check code of a receipt is its own, cannot be made up, and is forgiven how it is typed."""

import pytest
from django.test import override_settings

from contributions import receipt_code

pytestmark = pytest.mark.django_db


def test_each_receipt_has_a_code_of_its_own_that_stays(cast):
    payments = [cast.pay(cast.member()) for _ in range(4)]
    codes = [receipt_code.of(payment) for payment in payments]
    assert len(set(codes)) == 4
    assert codes == [receipt_code.of(payment) for payment in payments]
    assert all(len(code) == 8 and set(code) <= set(receipt_code.SIGNS) for code in codes)


def test_it_comes_from_a_key_that_is_not_the_sites(cast):
    payment = cast.pay(cast.member())
    code = receipt_code.of(payment)
    with override_settings(SECRET_KEY="lain" * 15):
        assert receipt_code.of(payment) == code
    with override_settings(NIK_INDEX_KEY="lain" * 15):
        assert receipt_code.of(payment) != code


def test_another_amount_has_another_code(cast):
    payment = cast.pay(cast.member())
    code = receipt_code.of(payment)
    payment.amount_idr += 1
    assert receipt_code.of(payment) != code


def test_spaces_dashes_and_small_letters_are_forgiven(cast):
    payment = cast.pay(cast.member())
    code = receipt_code.of(payment)
    assert receipt_code.written(code) == f"{code[:4]}-{code[4:]}"
    for typed in (code, receipt_code.written(code).lower(), f" {' '.join(code)} "):
        assert receipt_code.is_of(payment, typed=typed)
    for typed in ("", code[:-1], f"{code}2", "22222222", "é" * 8):
        assert not receipt_code.is_of(payment, typed=typed)
