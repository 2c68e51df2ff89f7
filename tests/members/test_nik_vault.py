"""How NIK rest in the database."""

import datetime as dt

import pytest
from django.core.management import call_command
from django.test import override_settings

from members import nik, nik_vault
from members.models import Member
from tests.factories import make_member

TODAY = dt.date(2026, 11, 10)
NUMBER = nik.parse("3201015703759901", on=TODAY)
OTHER = nik.parse("3201015703759902", on=TODAY)


def unsaved(number: nik.Nik) -> Member:
    sealed, key_id = nik_vault.seal(number)
    return Member(nik_encrypted=sealed, nik_key_id=key_id, nik_index=nik_vault.index(number))


def sealed_member(number: nik.Nik) -> Member:
    sealed, key_id = nik_vault.seal(number)
    member = make_member()
    member.nik_encrypted, member.nik_key_id = sealed, key_id
    member.nik_index = nik_vault.index(number)
    member.save()
    return member


def test_what_was_sealed_opens_again() -> None:
    assert nik_vault.open_(unsaved(NUMBER)) == "3201015703759901"


def test_sealing_twice_gives_different_texts_and_the_same_index() -> None:
    assert nik_vault.seal(NUMBER)[0] != nik_vault.seal(NUMBER)[0]
    assert nik_vault.index(NUMBER) == nik_vault.index(NUMBER)
    assert nik_vault.index(NUMBER) != nik_vault.index(OTHER)
    assert len(nik_vault.index(NUMBER)) == 32


def test_nothing_of_the_number_can_be_read_in_what_is_stored() -> None:
    stored = nik_vault.seal(NUMBER)[0] + nik_vault.index(NUMBER)
    assert b"3201" not in stored and b"570375" not in stored and b"9901" not in stored


def test_a_number_copied_into_another_row_does_not_open() -> None:
    member = unsaved(NUMBER)
    member.nik_index = nik_vault.index(OTHER)
    with pytest.raises(nik_vault.UnableToOpenNik):
        nik_vault.open_(member)


def test_a_changed_byte_does_not_open() -> None:
    member = unsaved(NUMBER)
    changed = bytearray(member.nik_encrypted)
    changed[-1] ^= 1
    member.nik_encrypted = bytes(changed)
    with pytest.raises(nik_vault.UnableToOpenNik):
        nik_vault.open_(member)


def test_another_index_key_gives_another_index() -> None:
    before = nik_vault.index(NUMBER)
    with override_settings(NIK_INDEX_KEY="lain" * 12):
        assert nik_vault.index(NUMBER) != before


def test_a_key_that_is_gone_is_named_and_the_number_is_not() -> None:
    member = unsaved(NUMBER)
    with (
        override_settings(NIK_KEY_ID="k2", NIK_ENCRYPTION_KEY="baru" * 12),
        pytest.raises(nik_vault.UnableToOpenNik, match="'k1' is not among NIK_OLD_KEYS"),
    ):
        nik_vault.open_(member)


@pytest.mark.django_db
def test_after_a_change_of_key_old_numbers_open_and_are_sealed_anew(settings, capsys) -> None:
    members = [sealed_member(NUMBER), sealed_member(OTHER)]
    old = settings.NIK_ENCRYPTION_KEY
    settings.NIK_KEY_ID, settings.NIK_ENCRYPTION_KEY = "k2", "baru" * 12
    settings.NIK_OLD_KEYS = {"k1": old}
    assert nik_vault.open_(members[0]) == NUMBER.digits
    Member.objects.exclude(pk__in=[member.pk for member in members]).delete()

    call_command("rotate_nik_key")
    assert (
        capsys.readouterr().out
        == "2 NIK, drafts, documents, lists, exports, proofs sealed anew under today's key.\n"
    )
    settings.NIK_OLD_KEYS = {}
    opened = [nik_vault.open_(Member.objects.get(pk=member.pk)) for member in members]
    assert opened == [NUMBER.digits, OTHER.digits]
    call_command("rotate_nik_key")
    assert capsys.readouterr().out.startswith("0 NIK")
