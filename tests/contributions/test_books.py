"""The check of the books: silent where all is well, and not to be fooled by any kind of row."""

import datetime as dt
import io

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from contributions import (
    books,
    handovers,
    remittances,
    repayments,
    sponsor_statements,
    sponsor_stops,
    sponsors,
    surplus,
    voids,
)
from contributions.management.commands import check_books
from contributions.models import Contribution, PartnerAccount, Payment
from members.models import PayerKind
from tests import factories
from tests.contributions.bereaved import confirmed, reported
from tests.contributions.borne import bear
from tests.contributions.corruptions import CORRUPTIONS, TABLES
from tests.contributions.credit import give, make_credit
from tests.contributions.deposits import held, withdrawn
from tests.contributions.differing import read_statements
from tests.contributions.elsewhere import whole_elsewhere
from tests.contributions.money import make_cast
from tests.contributions.offline import whole_offline
from tests.contributions.own_money import whole_own_money
from tests.contributions.repaid import pay, prepare
from tests.contributions.sponsored import APBD_IDR, sponsored_since_november, state, transfer
from tests.contributions.spot import check_on_the_spot
from tests.contributions.transferred import rejected_unsent, whole_transfers
from tests.factories import NOON, NOVEMBER, TODAY

DECEMBER = dt.date(2026, 12, 1)


def whole_cycle():
    """Every kind of document, in every state, made by the jobs."""
    cast = make_cast()
    pay_with_credit(cast)
    remitted, collected = cast.member(), cast.member()
    cast.pay(remitted, count=2)
    cast.pay(collected)
    answer(cast)
    correct(cast)
    hold(cast)
    undone = cast.pay(cast.member())
    voids.grant(void=cast.void(undone), by=cast.treasurer, at=NOON)
    voids.refuse(void=cast.void(cast.pay(cast.member())), by=cast.treasurer, at=NOON)
    cast.hand_over(counted_idr=8_000)  # a shortage
    cast.pay(cast.member())
    refused = handovers.ask(by=cast.collector, at=NOON)
    handovers.refuse(handover=refused, reason="Belum dibawa", by=cast.treasurer, at=NOON)
    handovers.ask(by=cast.collector, at=NOON)
    factories.make_contribution(
        member=factories.make_member(market=cast.market),
        payer_kind=PayerKind.APBD,
        jkk_idr=10_000,
        jkm_idr=6_800,
        relief_jkk_idr=0,
        relief_jkm_idr=0,
        relief_name="",
    )
    sponsors.record_transfer(
        partner=cast.partner,
        payer_kind=PayerKind.APBD,
        month=NOVEMBER,
        reference="SP2D-1",
        by=cast.treasurer,
        at=NOON,
    )
    given_up = remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    remittances.cancel(remittance=given_up, by=cast.treasurer, at=NOON)
    remittances.finalise(partner=cast.partner, by=cast.treasurer, at=NOON)
    cast.pay(cast.member(), by=cast.treasurer, method=Payment.Method.TRANSFER)
    factories.make_contribution(member=cast.member())
    for complete in (bereave, give_back, held, sponsor_pays, read_statements):
        complete(cast)
    whole_own_money(cast, PartnerAccount.objects.get(partner=cast.partner, kind="provider"))
    bear(cast)
    check_on_the_spot()
    for complete in (whole_elsewhere, whole_offline):
        complete(cast)
    return cast


def hold(cast):
    """First dues are held; others came to nothing."""
    came_to_nothing = held(cast)
    cast.hand_over()
    withdrawn(came_to_nothing)


def sponsor_pays(cast):
    """A sponsor paid a month, too much; of a statement that was cancelled it is billed anew."""
    programme = sponsored_since_november(cast, 2)
    given_up = state(cast, programme)
    sponsor_statements.cancel(statement=given_up, by=cast.treasurer, at=NOON)
    state(cast, programme)
    transfer(cast, programme.sponsor, amount_idr=APBD_IDR + 100)
    told = {"from_month": DECEMBER, "reason": "Surat", "by": cast.treasurer, "at": NOON}
    sponsor_stops.ask(programme=programme, **told)


def pay_with_credit(cast):
    """Of a month that she pays, a part comes from what she had paid twice."""
    member = cast.member()
    give(cast, member, 3_000)
    cast.pay(member, credit_idr=3_000)


def correct(cast):
    """A receipt is undone after its cash was counted."""
    payment = cast.pay(cast.member())
    cast.hand_over()
    voids.grant(void=cast.void(payment), by=cast.treasurer, at=NOON)


def explain(cast, handover):
    """Of its surplus a part goes back, a part is kept, and a part waits for a second person."""
    deputy = factories.make_treasurer(partner=cast.partner)
    findings = ("collectors_own", "kept", "late_receipts")
    found = [
        surplus.propose(
            handover=handover,
            finding=finding,
            amount_idr=200,
            explanation="Ditanyakan kepada kolektor",
            by=cast.treasurer,
            at=NOON,
        )
        for finding in findings
    ]
    for decision in found[:2]:
        surplus.grant(decision=decision, by=deputy, at=NOON)


def answer(cast):
    """BPJS rejects one month and accepts the others; of another list, one before it is sent."""
    unknown = cast.member()
    cast.pay(unknown)
    explain(cast, cast.hand_over(counted_idr=40_400))  # a surplus
    posted = cast.post_unsent()
    whole_transfers(cast, posted, rejected=unknown)
    cast.accept(posted)
    rejected_unsent(cast)


def give_back(cast):
    """What a family is owed is set aside and paid."""
    member = cast.member()
    cast.pay(member, count=2, by=cast.treasurer, method=Payment.Method.TRANSFER)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    confirmed(reported(member, by=cast.collector), by=reviewer)
    repayment = prepare(member=member, by=cast.treasurer)
    deputy = factories.make_treasurer(partner=cast.partner)
    repayments.approve(repayment=repayment, by=deputy, at=NOON)
    pay(repayment=repayment, by=cast.treasurer)


def bereave(cast):
    """A family is owed prepaid months, and what its member had paid too much."""
    bereaved = cast.member()
    cast.pay(bereaved, count=3)
    for month, amount_idr in ((NOVEMBER, 400), (DECEMBER, 300)):  # December goes back as a whole
        paid = Contribution.objects.get(member=bereaved, contribution_month=month)
        make_credit(contribution=paid, amount_idr=amount_idr)
    reviewer = factories.make_reviewer(branch=cast.partner.branch)
    confirmed(reported(bereaved, by=cast.collector), by=reviewer)


@pytest.mark.django_db
def test_books_kept_by_the_jobs_agree():
    whole_cycle()
    assert [str(difference) for difference in books.differences(on=TODAY)] == []


@pytest.mark.django_db
def test_a_month_behind_a_gap_moves_cover_with_the_first_sweep_of_its_month():
    cast = make_cast()
    member = cast.member()
    first = cast.pay(member)
    second = cast.pay(member, first=DECEMBER)
    Contribution.objects.filter(payment_lines__payment=first).update(status="open")
    first.lines.update(live=False)
    from contributions import cover

    cover.refresh(members=[member.pk], on=TODAY)
    assert member.cover.has_gap
    assert second.lines.get().live

    def about_cover(on):
        found = books.differences(on=on)
        return [one for one in found if one.check == books.COVER_IS_ITS_MONTHS]

    assert about_cover(TODAY) == []
    assert about_cover(dt.date(2026, 12, 1)) == []
    assert about_cover(dt.date(2027, 1, 2)) != []


def test_every_check_is_shown_to_find_something():
    assert {check for check, _ in CORRUPTIONS} == {*books.CHECKS, books.COVER_IS_ITS_MONTHS}


def test_each_kind_of_corrupted_row_is_found(scratch_database):
    whole_cycle()
    owner = connections["owner"]
    bare(owner)
    missed, app = [], connections["default"]
    connections["default"] = owner  # so that the check sees what is rolled back afterwards
    try:
        assert books.differences(on=TODAY) == []
        for check, statement in CORRUPTIONS:
            with transaction.atomic():
                with owner.cursor() as cursor:
                    cursor.execute(statement.format(**TABLES))
                    assert cursor.rowcount > 0, statement
                found = {difference.check for difference in books.differences(on=TODAY)}
                transaction.set_rollback(True)
            if check not in found:
                missed.append((check, statement, sorted(found)))
    finally:
        connections["default"] = app
    assert missed == []


def bare(owner):
    """Take every trigger and constraint but the keys from the tables of money."""
    with owner.cursor() as cursor:
        for table in TABLES.values():
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            "SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint"
            " WHERE contype IN ('c', 'u', 'f') AND conrelid::regclass::text = ANY(%s)",
            [list(TABLES.values())],
        )
        for table, name in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        cursor.execute(
            "SELECT indexrelid::regclass FROM pg_index WHERE indisunique AND NOT indisprimary"
            " AND indrelid::regclass::text = ANY(%s)",
            [list(TABLES.values())],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {name}")


# ---- the command ----


def check():
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command("check_books", stdout=out, stderr=err)
    except SystemExit as end:
        code = end.code
    return code, out.getvalue(), err.getvalue()


@pytest.mark.django_db
def test_the_command_says_that_clean_books_agree():
    whole_cycle()
    assert check() == (check_books.AGREE, "The books agree.\n", "")


@pytest.mark.django_db
def test_the_command_prints_each_difference():
    factories.make_paid_month(member=factories.make_member(), month=NOVEMBER)
    code, out, err = check()
    assert code == check_books.DIFFER
    assert len(out.splitlines()) == 2
    assert "Status iuran tidak sesuai dengan baris pembayarannya" in out
    assert err == "2 differences.\n"


def test_the_command_says_when_it_could_not_look(monkeypatch):
    def fail(**_):
        raise ConnectionError("no server")

    monkeypatch.setattr(books, "differences", fail)
    code, out, err = check()
    assert (code, out) == (check_books.FAILED, "")
    assert "no server" in err


def test_the_check_reads_one_state_while_money_moves(scratch_database):
    """Outside a transaction it opens one that only reads."""
    cast = whole_cycle()
    assert books.differences(on=TODAY) == []
    cast.pay(cast.member())
    assert books.differences(on=TODAY) == []
