"""What becomes of a difference a spot check found: owner, steps, a finding, a second person.

A case belongs to the treasurers of the partner and its branch, never to the collector it is about.
Cash that was never entered is recorded here and moves nothing in the ledger
(docs/adr/0018-cash-not-entered.md).
"""

import datetime as dt

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributions import another_person
from contributions.models import SpotCase, SpotFinding, SpotStep
from markets import indonesian
from markets.models import User
from markets.refusals import Refusal


class UnableToSettle(Refusal):
    """The case cannot be dealt with so, or not by this person; `str()` says what to do.

    `code` is one of: not_yours, not_owner, own_finding, waits, closed, needs_words, needs_amount,
    needs_no_amount.
    """


def with_state(cases: QuerySet[SpotCase]) -> QuerySet[SpotCase]:
    """The cases with `is_closed` and `waits`: a finding waits for a second person."""
    found = SpotFinding.objects.filter(case=OuterRef("pk"))
    return cases.annotate(
        is_closed=Exists(found.filter(status=SpotFinding.Status.GRANTED)),
        waits=Exists(found.filter(status=SpotFinding.Status.ASKED)),
    )


def may_settle(*, case: SpotCase, user: User) -> bool:
    """Whether that person deals with the case: treasurer or branch, and not whom it is about."""
    if user.pk == case.collector_id:
        return False
    return user.is_treasurer_of(case.partner_id) or user.is_reviewer_of(case.partner)


def own(*, case: SpotCase, by: User, at: dt.datetime) -> SpotCase:
    """Make it one's own, also in another's place; a step says so. Raises UnableToSettle."""
    with transaction.atomic():
        case = _locked(case, by)
        if case.owner_id == by.pk:
            return case
        case.owner = by
        case.save(update_fields=["owner"])
        _step(case, indonesian.text(gettext_lazy("Menjadi penanggung jawab.")), by, at)
        return case


def note(*, case: SpotCase, words: str, by: User, at: dt.datetime) -> SpotStep:
    """Write down what was done. Raises UnableToSettle."""
    words = words.strip()
    if not words:
        raise UnableToSettle(_("Tulis apa yang dilakukan."), "needs_words")
    with transaction.atomic():
        return _step(_locked(case, by), words, by, at)


def propose(
    *,
    case: SpotCase,
    finding: str,
    amount_idr: int | None,
    explanation: str,
    by: User,
    at: dt.datetime,
) -> SpotFinding:
    """Its owner says what it turned out to be; a second person decides. Raises UnableToSettle."""
    explanation = explanation.strip()
    if not explanation:
        raise UnableToSettle(_("Tulis apa yang ditemukan, dan dari siapa."), "needs_words")
    is_cash = finding == SpotFinding.Finding.NOT_ENTERED
    if is_cash and not amount_idr:
        raise UnableToSettle(_("Tulis jumlah uang yang tidak dicatat."), "needs_amount")
    if not is_cash and amount_idr:
        raise UnableToSettle(
            _("Jumlah hanya untuk uang yang tidak dicatat. Kosongkan."), "needs_no_amount"
        )
    try:
        with transaction.atomic():
            case = _locked(case, by)
            if case.owner_id != by.pk:
                raise UnableToSettle(_("Temuan ditulis penanggung jawab kasus ini."), "not_owner")
            return SpotFinding.objects.create(
                case=case,
                finding=finding,
                amount_idr=amount_idr or None,
                explanation=explanation,
                proposed_by=by,
                proposed_at=at,
            )
    except IntegrityError as error:
        raise UnableToSettle(_("Temuan kasus ini menunggu orang kedua."), "waits") from error


def decide(
    *, finding: SpotFinding, granted: bool, note: str = "", by: User, at: dt.datetime
) -> SpotFinding:
    """A second person closes the case by the finding, or gives it back. Raises UnableToSettle."""
    with transaction.atomic():
        _locked(finding.case, by)
        finding = SpotFinding.objects.select_for_update(no_key=True).get(pk=finding.pk)
        if finding.proposed_by_id == by.pk:
            raise UnableToSettle(
                _("Temuan sendiri diputuskan oleh orang lain: bendahara lain atau kantor cabang."),
                "own_finding",
            )
        if finding.status != SpotFinding.Status.ASKED:
            raise UnableToSettle(_("Temuan ini sudah diputuskan."), "closed")
        status = SpotFinding.Status.GRANTED if granted else SpotFinding.Status.REFUSED
        return another_person.decide(row=finding, status=status, note=note, by=by, at=at)


def _locked(case: SpotCase, by: User) -> SpotCase:
    locked = SpotCase.objects.select_for_update(of=("self",), no_key=True)
    case = locked.select_related("partner").get(pk=case.pk)
    if not may_settle(case=case, user=by):
        raise UnableToSettle(
            _("Kasus ditangani bendahara atau kantor cabang, bukan kolektor yang bersangkutan."),
            "not_yours",
        )
    if case.findings.filter(status=SpotFinding.Status.GRANTED).exists():
        raise UnableToSettle(_("Kasus ini sudah ditutup."), "closed")
    return case


def _step(case: SpotCase, words: str, by: User, at: dt.datetime) -> SpotStep:
    return SpotStep.objects.create(case=case, words=words, by=by, at=at)
