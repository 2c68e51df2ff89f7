"""BPJS's answers about a posted remittance: line by line, all the others, or from a file."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions import answer_lists, answers, rejections
from contributions import rejected_months as rejected
from contributions.answers import UnableToAnswer
from contributions.forms.answers import AnswerForm, AnswerListForm, SettlementForm
from contributions.models import AnswerList, LineAnswer, Remittance, RemittanceLine
from markets import access, exports, spreadsheets
from markets.models import Role
from markets.spreadsheets import Sheet
from markets.views import kept_lists
from markets.views.search import search_text
from members import bulk_columns

A_PAGE = 50
HEADER = (
    heading("Nama"), heading("KPJ"), heading("Mitra"), heading("Pasar"), heading("Bulan iuran"),
    heading("Alasan"), heading("Keterangan"), heading("Setoran"), heading("Jumlah"),
)  # fmt: skip
answering = access.for_roles(Role.TREASURER, Role.REVIEWER)
treasurer = access.for_roles(Role.TREASURER)
readers = access.for_roles(Role.TREASURER, Role.REVIEWER, Role.AUDITOR)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def answer_line(request: access.SignedInRequest, pk: int, line: int) -> HttpResponse:
    """BPJS accepted or rejected this month."""
    reached = RemittanceLine.objects.filter(
        remittance=_posted(request, pk), live=True
    ).select_related("remittance__partner", "contribution__member", "payment_line__payment__series")
    row: RemittanceLine = access.row_or_404(request, reached, pk=line)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, _answer(request, row, form))
        except UnableToAnswer as refusal:
            form.add_error("note" if refusal.code == "needs_note" else None, str(refusal))
        else:
            return kept_lists.go_back(request, "remittance", pk)
    answer = row.answers.select_related("by").first()
    context = {"line": row, "form": form, "answer": answer}
    return render(request, "contributions/answer_line.html", context)


def _answer(request: access.SignedInRequest, row: RemittanceLine, form: AnswerForm) -> str:
    name, at = row.contribution.member.name, timezone.now()
    if form.cleaned_data["outcome"] == LineAnswer.Outcome.REJECTED:
        rejected = rejections.Rejected(form.cleaned_data["reason"], form.cleaned_data["note"])
        rejections.reject(line=row, rejected=rejected, by=request.user, at=at)
        return _("Tercatat: BPJS menolak bulan ini untuk %(name)s.") % {"name": name}
    if not answers.accept(remittance=row.remittance, lines=[row.pk], by=request.user, at=at):
        raise rejections.answered_already()
    return _("Tercatat: BPJS menerima bulan ini untuk %(name)s.") % {"name": name}


@answering
@require_http_methods(["POST"])
def accept_rest(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """BPJS accepted every month that has no answer yet."""
    row = _posted(request, pk)
    try:
        count = answers.accept_rest(remittance=row, by=request.user, at=timezone.now())
    except UnableToAnswer as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _told(count))
    return kept_lists.stay(request, "remittance", pk)


@treasurer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload_answers(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Upload BPJS's answers as a file, and see those uploaded before."""
    row = _posted(request, pk)
    form = AnswerListForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            uploaded = answer_lists.upload(
                remittance=row,
                data=file.read(spreadsheets.MOST_BYTES + 1),
                file_name=file.name,
                by=request.user,
                at=timezone.now(),
            )
        except (answer_lists.UnableToReadAnswers, UnableToAnswer) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("answer_list", uploaded.pk)
    mine = Paginator(_mine(request).filter(remittance=row), A_PAGE)
    context = {
        "remittance": row,
        "form": form,
        "page": mine.get_page(request.GET.get("page")),
    }
    return render(request, "contributions/upload_answers.html", context)


@treasurer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_list(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What would be recorded of the file and what would not; recorded when told so."""
    row = access.row_or_404(request, _mine(request), pk=pk)
    if request.method == "POST":
        try:
            count = answer_lists.apply(answer_list=row, by=request.user, at=timezone.now())
        except UnableToAnswer as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _told(count))
        return redirect("answer_list", pk)
    found = answer_lists.look_over(answer_list=row)
    context = {
        "list": row,
        "found": found,
        "page": Paginator([*found.failed, *found.rejected], A_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "contributions/answer_list.html", context)


@treasurer
@require_safe
def failed_answers(request: access.SignedInRequest, pk: UUID) -> FileResponse:
    """The rows that stay behind, each with its reason, to be mended and uploaded again."""
    row = access.row_or_404(request, _mine(request), pk=pk)
    failed = answer_lists.look_over(answer_list=row).failed
    header = [*bulk_columns.titles(answer_lists.COLUMNS), _("Yang salah")]
    rows = ([*line.given.cells[1:], line.why] for line in failed)
    sheet = Sheet("Gagal", header, rows, [*bulk_columns.widths(answer_lists.COLUMNS), 60])
    return exports.xlsx_response(filename="jawaban-gagal.xlsx", sheets=[sheet])


@readers
@require_safe
def rejected_months(request: access.SignedInRequest) -> HttpResponse:
    """The months BPJS rejected: what is to be settled, or what was."""
    text, settled = search_text(request), request.GET.get("lihat") == "beres"
    partners = access.partners_of(request.user)
    order = rejected.columns(settled=settled).asked(request.GET)
    found = order.of(rejected.rejected_months(partners=partners, text=text, settled=settled))
    context = {
        "page": Paginator(found, A_PAGE).get_page(request.GET.get("page")),
        "order": order,
        "query": text,
        "settled": settled,
        "may_settle": request.user.role != Role.AUDITOR,
    }
    return render(request, "contributions/rejected_months.html", context)


@readers
@require_safe
def rejected_months_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The same as a table."""
    settled = request.GET.get("lihat") == "beres"
    found = (
        rejected.columns(settled=settled)
        .asked(request.GET)
        .of(
            rejected.rejected_months(
                partners=access.partners_of(request.user),
                text=search_text(request),
                settled=settled,
            )
        )
    )
    rows = (
        [
            answer.member.name,
            answer.member.membership_number,
            answer.remittance.partner.name,
            answer.member.market.name,
            f"{answer.line.contribution_month:%Y-%m}",
            answer.get_reason_display(),
            answer.note,
            answer.remittance_id,
            answer.line.amount_idr,
        ]
        for answer in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="ditolak-bpjs", header=HEADER, rows=rows)


@answering
@require_http_methods(["GET", "HEAD", "POST"])
def settle_rejection(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """What BPJS objected to is mended."""
    reached = LineAnswer.objects.filter(
        outcome=LineAnswer.Outcome.REJECTED,
        remittance__partner__in=access.partners_of(request.user),
    ).select_related("member__market", "remittance__partner", "line", "by", "settled_by")
    answer: LineAnswer = access.row_or_404(request, reached, pk=pk)
    form = SettlementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        settlement = form.cleaned_data["settlement"]
        try:
            rejections.settle(
                answer=answer, settlement=settlement, by=request.user, at=timezone.now()
            )
        except UnableToAnswer as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Tercatat. Iuran peserta ini dapat disetor lagi."))
        return kept_lists.go_back(request, "rejected_months")
    return render(request, "contributions/settle_rejection.html", {"answer": answer, "form": form})


def _told(count: int) -> str:
    sentence = ngettext(
        "%(count)s jawaban BPJS tercatat.", "%(count)s jawaban BPJS tercatat.", count
    )
    return sentence % {"count": count}


def _posted(request: access.SignedInRequest, pk: int) -> Remittance:
    reached = Remittance.objects.filter(partner__in=access.partners_of(request.user))
    found: Remittance = access.row_or_404(request, reached.select_related("partner"), pk=pk)
    return found


def _mine(request: access.SignedInRequest) -> QuerySet[AnswerList]:
    """The lists the user uploaded: what stands in them is nobody else's to read."""
    partners = access.partners_of(request.user)
    mine = AnswerList.objects.filter(uploaded_by=request.user, partner__in=partners)
    return mine.select_related("remittance__partner")
