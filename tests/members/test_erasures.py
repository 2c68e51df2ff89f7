"""Personal data go when their period is over; money, its rows and a trace without data stay."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.files.storage import storages
from django.db import DatabaseError, IntegrityError, connection, transaction
from environ import Env

from config import storage
from contributions.models import Contribution, LedgerEntry, Payment
from members import (
    erasures,
    membership,
    membership_numbers,
    nik_vault,
    partner_changes,
    retention,
    review,
)
from members.models import (
    Consent,
    ConsentWithdrawal,
    Document,
    Enrolment,
    Erasure,
    ImportedPerson,
    Member,
    RecordedNumber,
    RetentionClock,
)
from tests import factories
from tests.asked import give_nik
from tests.contributions.bereaved import reported
from tests.factories import NOON
from tests.members.lists import make_saved_list
from tests.members.relatives import make_family
from tests.members.wanted_twice import make_parties
from tests.photos import make_document

pytestmark = pytest.mark.django_db
KPJ = "12345678901"


def after(count: int) -> dt.datetime:
    """So many whole months after NOON, and a day."""
    year, month = divmod(NOON.year * 12 + NOON.month - 1 + count, 12)
    return NOON.replace(year=year, month=month + 1) + dt.timedelta(days=1)


@pytest.fixture
def member(cast):
    """Paid a month, got her number, and left."""
    member = cast.member(
        phone="+6281234567890", mother_name="Ibu Contoh", birth_place="Bogor", name="Siti Contoh"
    )
    give_nik(member=member, digits=factories.make_nik())
    make_family(member=member, by=cast.collector)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    membership_numbers.record(member=member, number=KPJ, by=reviewer, at=NOON)
    cast.pay(member)
    membership.end(member=member, at=NOON)
    erasures.sweep(at=NOON)
    return member


@pytest.fixture
def picture(cast, settings, tmp_path):
    """A rejected person's, in a folder of its own."""
    private = storage.private(Env(), folder=tmp_path / "documents")
    settings.STORAGES = {**settings.STORAGES, "private": private}
    document = make_document(draft=factories.make_draft(by=cast.collector))
    enrolment = factories.make_enrolment(by=cast.collector, market=cast.market)
    Document.objects.update(draft=None, member=enrolment.member, market=cast.market)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    review.reject(enrolment=enrolment, reason="Bukan pekerja", by=reviewer, at=NOON)
    erasures.sweep(at=NOON)
    return document


def fields(member, *names):
    return Member.objects.values_list(*names).get(pk=member.pk)


def versions(member, *names):
    events = apps.get_model("members", "MemberEvent").objects
    return set(events.filter(pgh_obj=member.pk).values_list(*names))


def test_nothing_goes_before_its_time(member):
    assert erasures.sweep(at=after(23)) == 0
    erasures.sweep(at=after(59))
    assert fields(member, "address") == ("Jalan Contoh 1",)
    clock = RetentionClock.objects.get()
    assert (clock.began_at, clock.was_insured) == (NOON, True)


def test_after_five_years_nobody_can_reach_her_and_her_name_stays_with_her_money(member):
    erasures.sweep(at=after(60))
    assert fields(member, "phone", "address", "name") == ("", "", "Siti Contoh")
    assert versions(member, "phone", "address") == {("", "")}
    assert not member.family.exists()
    traces = Erasure.objects.values_list("what", "why", "by")
    assert set(traces) == {("contact", "retention", None), ("pictures", "retention", None)}


def test_after_ten_years_nobody_knows_who_she_was(member):
    before = (nik_vault.open_(member), bytes(member.nik_index))
    erasures.sweep(at=after(120))
    member.refresh_from_db()
    assert (member.name, member.birth_place, member.mother_name) == ("—", "", "")
    assert (member.birth_date.month, member.birth_date.day) == (1, 1)
    assert (member.membership_number, member.nik_key_id) == (None, "")
    assert bytes(member.nik_encrypted) == b"" and bytes(member.nik_index) != before[1]
    assert versions(member, "name", "mother_name", "membership_number") == {("—", "", None)}
    assert RecordedNumber.objects.get().number == ""
    with pytest.raises(nik_vault.UnableToOpenNik):
        nik_vault.open_(member)
    with connection.cursor() as cursor:  # her name and her number stand in no table any more
        for table in connection.introspection.table_names():
            rows = f'SELECT count(*) FROM "{table}" row WHERE row::text ~ %s'
            cursor.execute(rows, [f"Siti Contoh|{KPJ}|{before[0]}"])
            assert cursor.fetchone() == (0,), table


def test_who_wanted_her_and_why_she_withdrew_is_told_without_a_name(cast):
    parties = make_parties(member=cast.member(name="Siti Contoh"))
    change = parties.report(name="Siti Kartu", explanation="Siti pindah kios")
    partner_changes.close(change=change, note="Keliru", by=parties.reviewer, at=NOON)
    ConsentWithdrawal.objects.create(
        member=parties.member, market=cast.market, what="optional", how="letter",
        explanation="Siti tidak mau", recorded_by=cast.collector, recorded_at=NOON,
    )  # fmt: skip
    membership.end(member=parties.member, at=NOON)
    erasures.sweep(at=NOON)
    erasures.sweep(at=after(120))
    change.refresh_from_db()
    assert (change.name_on_card, change.explanation, change.status) == ("", "", "closed")
    assert ConsentWithdrawal.objects.get().explanation == ""


def test_money_and_the_ledger_stay_to_the_last_row(member):
    models = (Payment, LedgerEntry, Contribution, Consent)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    erasures.sweep(at=after(120))
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert before[0] and before[1]


def test_who_reported_a_death_is_forgotten_with_the_family(cast):
    member = cast.member()
    death = reported(member)
    assert death.reporter_name not in ("", "—")
    erasures.sweep(at=NOON)
    erasures.sweep(at=after(60))
    death.refresh_from_db()
    assert (death.reporter_name, death.reporter_phone) == ("—", "")


def test_the_row_of_the_list_she_came_by_goes_with_her_contact_data(cast, member):
    listed = make_saved_list(market=cast.market)
    enrolment = Enrolment.objects.create(
        member=member, market=cast.market, declared_income_idr=1, sector="non_transport",
        status="approved", entered_by=cast.collector, entered_at=NOON, submitted_at=NOON,
    )  # fmt: skip
    ImportedPerson.objects.create(
        bulk_import=listed, number=2, partner=cast.partner, market=cast.market, sealed=b"x",
        key_id="k1", nik_index=b"x", status="submitted", enrolment=enrolment, saved_at=NOON,
    )  # fmt: skip
    erasures.sweep(at=after(60))
    assert not ImportedPerson.objects.exists()
    assert Enrolment.objects.filter(pk=enrolment.pk).exists()


def test_run_again_it_does_nothing_twice_and_goes_on_where_it_stopped(member, monkeypatch):
    monkeypatch.setattr(erasures, "AT_ONCE", 1)
    other = factories.make_member(status="ended", phone="+6281234567891")
    factories.make_term(member=other)
    erasures.sweep(at=NOON)
    assert erasures.sweep(at=after(60)) == 2  # one person: contact and pictures
    assert erasures.sweep(at=after(60)) == 2
    assert erasures.sweep(at=after(60)) == 0
    assert Erasure.objects.count() == 4


def test_killed_in_the_middle_nothing_is_half_erased(member, monkeypatch):
    def die(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(erasures, "_keep", die)
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        erasures.sweep(at=after(60))
    assert fields(member, "address") == ("Jalan Contoh 1",)
    monkeypatch.undo()
    assert erasures.sweep(at=after(60)) == 2


def test_who_is_a_member_again_keeps_her_data_and_the_time_begins_anew(member):
    Member.objects.update(status=Member.Status.ACTIVE)
    assert erasures.sweep(at=after(60)) == 0
    assert not RetentionClock.objects.exists()
    Member.objects.update(status=Member.Status.ENDED)
    assert erasures.sweep(at=after(60)) == 0
    assert fields(member, "address") == ("Jalan Contoh 1",)


def test_who_lapsed_and_was_forgotten_cannot_come_back_without_a_nik(member):
    Member.objects.update(status=Member.Status.LAPSED)
    erasures.sweep(at=after(120))
    assert fields(member, "status") == ("ended",)


def test_a_rejected_enrolment_is_forgotten_within_the_promised_year_with_the_file_of_its_picture(
    picture, django_capture_on_commit_callbacks
):
    name = Document.objects.get().stored_as
    assert storages["private"].exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        erasures.sweep(at=after(11))
    assert not Document.objects.exists() and not storages["private"].exists(name)
    assert fields(Member.objects.get(), "name", "address", "phone") == ("—", "", "")


def test_no_period_is_longer_than_the_consent_text_promises():
    periods = list(retention.periods())
    assert max(period.kept_months for insured, period in periods if insured) <= 120
    assert max(period.kept_months for insured, period in periods if not insured) <= 12


def test_a_version_in_the_history_is_emptied_and_never_rewritten(member):
    events = apps.get_model("members", "MemberEvent").objects
    with pytest.raises(IntegrityError, match="history_is_only_emptied"), transaction.atomic():
        events.update(name="Orang Lain")
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        events.update(status="active")
    events.update(name="—")


def test_recorded_number_is_only_erased(member):
    with pytest.raises(DatabaseError), transaction.atomic():
        RecordedNumber.objects.update(number="99999999999")
    RecordedNumber.objects.update(number="")
