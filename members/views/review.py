"""The branch's pages: the queue of enrolments, and one case with its decision."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from markets import access, exports, months
from markets.models import Role
from markets.sorting import ASKED_AS
from members import (
    case_pictures,
    enrolment_warnings,
    leases,
    nik,
    nik_vault,
    personal_data,
    review,
    review_queue,
)
from members.forms.finding import FindingForm, finding_form
from members.forms.review import QueueForm, RejectForm, ReturnForm
from members.models import Enrolment, Member
from members.review_case import case, is_ours

reviewer = access.for_roles(Role.REVIEWER)
HEADER = (
    heading("Nama"), heading("Status"), heading("Mitra"), heading("Pasar"), heading("Dikirim"),
    heading("Dicatat oleh"), heading("Pekerjaan"), heading("Sektor"), heading("Penghasilan"),
    heading("JHT"), heading("Pembayar"), heading("Peringatan"),
)  # fmt: skip


@reviewer
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def review_queue_page(request: access.SignedInRequest) -> HttpResponse:
    """The longest waiting first. A search comes by POST, so that no NIK stands in an address."""
    if request.method == "POST":
        return _search(request)
    chosen = _form(request).chosen()
    at = timezone.now()
    markets = access.markets_of(request.user)
    order = review_queue.columns(chosen).asked(request.GET)
    queue = review_queue.queue(
        markets=markets, chosen=chosen, order=order, page=request.GET.get("page"), at=at
    )
    context = {
        "queue": queue,
        "page": queue.page,
        "order": order,
        "form": _form(request),
        "chosen": chosen,
    }
    return render(request, "members/review_queue.html", context)


def _form(request: access.SignedInRequest) -> QueueForm:
    """The choice of the address, or that which was just sent."""
    data = request.POST if request.method == "POST" else request.GET
    return QueueForm(
        {"status": Enrolment.Status.SUBMITTED, **data.dict()},
        markets=access.markets_of(request.user),
        partners=access.partners_of(request.user),
    )


@sensitive_variables("typed", "number")
def _search(request: access.SignedInRequest) -> HttpResponse:
    typed = request.POST.get("q", "")
    if not nik.looks_like_one(typed):
        given = {name: value for name, value in request.POST.items() if value}
        names = (*QueueForm.base_fields, ASKED_AS)
        kept = {name: given[name] for name in names if name in given}
        return redirect(f"{reverse('review_queue')}?{urlencode(kept)}")
    try:
        number = nik.parse(typed, on=months.law_day(timezone.now()))
    except nik.InvalidNik as error:
        messages.error(request, str(error))
        return redirect("review_queue")
    member = Member.objects.filter(nik_index=nik_vault.index(number)).first()
    markets = access.markets_of(request.user)
    found = member and review_queue.last_of(member, markets=markets)
    if not found:
        messages.info(request, _("Tidak ada pendaftaran dengan NIK itu di cabang Anda."))
        return redirect("review_queue")
    return redirect("review_case", found.pk)


@reviewer
@require_safe
def review_queue_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen enrolments as a table, as they stand on the page; no NIK."""
    chosen = _form(request).chosen()
    found = review_queue.enrolments(
        markets=access.markets_of(request.user), chosen=chosen, at=timezone.now()
    )
    found = review_queue.columns(chosen).asked(request.GET).of(found)
    ours = set(access.markets_of(request.user).values_list("pk", flat=True))
    rows = (_cells(enrolment, ours) for enrolment in found.iterator(chunk_size=500))
    return exports.table_response(request, name="antrean-pendaftaran", header=HEADER, rows=rows)


def _cells(enrolment: Enrolment, ours: set[int]) -> list[Any]:
    member, market = enrolment.member, enrolment.market
    return [
        member.name,
        enrolment.get_status_display(),
        market.partner.name,
        market.name,
        f"{enrolment.submitted_at.astimezone(market.time_zone):%Y-%m-%d %H:%M}",
        enrolment.entered_by.name,
        member.occupation if member.market_id in ours else "",  # she works elsewhere now
        enrolment.get_sector_display(),
        enrolment.declared_income_idr,
        _("Ya") if enrolment.jht else _("Tidak"),
        enrolment.get_payer_kind_display(),
        " ".join(enrolment_warnings.sentences(enrolment.warnings)),
    ]


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_case(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One enrolment, and the decision about it; after it the next one opens by itself."""
    row = case_row(request, pk)
    if request.method != "POST":
        return _show(request, row)
    word = request.POST.get("decision", "")
    form = _form_of(word, request, row)
    if form is not None and not form.is_valid():
        return _show(request, row, form=form)
    try:
        sentence = _decide(request, row, word, said=form.said() if form else {})
    except review.UnableToDecide as refusal:
        if form is not None and (refusal.field or refusal.code in review.UNCLEAR):
            form.refuse(sentence=str(refusal), code=refusal.field or refusal.code)
            return _show(request, row, form=form)
        messages.error(request, str(refusal))
        return redirect(request.get_full_path())
    messages.success(request, sentence % {"name": row.member.name})
    return to_the_next(request, after=row)


@reviewer
@never_cache
@require_POST
def reveal_nik(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """The case with the NIK in full, this once; that it was read is kept."""
    row = case_row(request, pk)
    if not is_ours(row.member, markets=access.markets_of(request.user)):
        access.refuse(request, "scope")
    number = personal_data.reveal_nik(
        member=row.member, market=row.market, by=request.user, at=timezone.now()
    )
    return _show(request, row, nik=number)


def case_row(request: access.SignedInRequest, pk: int) -> Enrolment:
    """The enrolment of that number in the reviewer's branch, or 404."""
    reached = case_pictures.with_photos(
        Enrolment.objects.filter(market__in=access.markets_of(request.user))
    )
    found: Enrolment = access.row_or_404(
        request, reached.select_related("member", "market__partner", "entered_by"), pk=pk
    )
    return found


def _form_of(
    word: str, request: access.SignedInRequest, row: Enrolment
) -> FindingForm | ReturnForm | RejectForm | None:
    if word == "approve":
        return finding_form(row, request.POST)
    if word == "return":
        return ReturnForm(request.POST)
    return RejectForm(request.POST) if word == "reject" else None


def _decide(
    request: access.SignedInRequest, row: Enrolment, word: str, *, said: dict[str, Any]
) -> str:
    """Take the decision of that word. Answers the sentence to say about it."""
    by, at, shown = request.user, timezone.now(), _shown(request)
    if word == "approve":
        review.approve(enrolment=row, **said, by=by, at=at, shown_submitted_at=shown)
        return _("Pendaftaran %(name)s disetujui. Iurannya ditagih pada penagihan berikutnya.")
    if word == "return":
        review.return_(enrolment=row, **said, by=by, at=at, shown_submitted_at=shown)
        return _("Pendaftaran %(name)s dikembalikan kepada kolektor.")
    if word == "reject":
        review.reject(enrolment=row, **said, by=by, at=at, shown_submitted_at=shown)
        return _("Pendaftaran %(name)s ditolak.")
    raise review.UnableToDecide(
        _("Pilih salah satu: setujui, kembalikan, atau tolak."), "no_decision"
    )


def _shown(request: access.SignedInRequest) -> dt.datetime:
    """Which version the reviewer had before her eyes; a page without it fits no version."""
    try:
        shown = parse_datetime(request.POST.get("shown", ""))
    except ValueError:
        shown = None
    return shown or dt.datetime.min.replace(tzinfo=dt.UTC)


def to_the_next(request: access.SignedInRequest, *, after: Enrolment | None) -> HttpResponse:
    """The next case of the chosen ones, held for this reviewer; the queue where there is none."""
    form = QueueForm(
        request.GET.dict(),
        markets=access.markets_of(request.user),
        partners=access.partners_of(request.user),
    )
    following = review_queue.claim_next(
        markets=access.markets_of(request.user),
        chosen=form.chosen(),
        by=request.user,
        at=timezone.now(),
        after=after,
    )
    if following is None:
        messages.info(request, _("Tidak ada lagi yang menunggu Anda di antrean ini."))
        return to_the_queue(request)
    return redirect(f"{reverse('review_case', args=[following.pk])}{_query(request)}")


def to_the_queue(request: access.SignedInRequest) -> HttpResponse:
    """The queue, with the choice of the address."""
    return redirect(f"{reverse('review_queue')}{_query(request)}")


def _query(request: access.SignedInRequest) -> str:
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _show(
    request: access.SignedInRequest,
    row: Enrolment,
    *,
    form: FindingForm | ReturnForm | RejectForm | None = None,
    **more: Any,
) -> HttpResponse:
    markets, by, at = access.markets_of(request.user), request.user, timezone.now()
    lease = leases.take(enrolment=row, by=by, at=at)
    context = {
        "case": case(enrolment=row, markets=markets, by=by, lease=lease, at=at),
        "finding": form if isinstance(form, FindingForm) else finding_form(row),
        "return_form": form if isinstance(form, ReturnForm) else ReturnForm(),
        "reject_form": form if isinstance(form, RejectForm) else RejectForm(),
        "form": form,
        **more,
    }
    return render(request, "members/review_case.html", context)
