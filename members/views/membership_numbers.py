"""The branch's pages of membership numbers (KPJ): who has none yet, and one person's."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, exports
from markets.models import Role
from markets.sorting import ASKED_AS
from markets.views import kept_lists
from members import awaiting_number, membership_numbers, nik, references
from members.forms.membership_number import AwaitingForm, CorrectionForm, NumberForm
from members.models import Member

reviewer = access.for_roles(Role.REVIEWER)
HEADER = (
    heading("Referensi"), heading("Nama"), heading("Mitra"), heading("Pasar"),
    heading("Disetujui"), heading("Nomor peserta (KPJ)"),
)  # fmt: skip


@reviewer
@never_cache
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def membership_numbers_page(request: access.SignedInRequest) -> HttpResponse:
    """Approved people without a number. A search comes by POST: no NIK stands in an address."""
    if request.method == "POST":
        return _search(request)
    form = _form(request)
    chosen = form.chosen()
    order = awaiting_number.columns(chosen).asked(request.GET)
    awaiting = awaiting_number.awaiting(
        markets=access.markets_of(request.user),
        chosen=chosen,
        order=order,
        page=request.GET.get("page"),
    )
    context = {"awaiting": awaiting, "page": awaiting.page, "order": order, "form": form}
    return render(request, "members/membership_numbers.html", context)


def _form(request: access.SignedInRequest) -> AwaitingForm:
    return AwaitingForm(
        request.GET,
        markets=access.markets_of(request.user),
        partners=access.partners_of(request.user),
    )


@reviewer
@require_safe
def membership_numbers_export(request: access.SignedInRequest) -> HttpResponseBase:
    """The chosen people as a table, as they stand on the page; no NIK."""
    chosen = _form(request).chosen()
    found = awaiting_number.people(markets=access.markets_of(request.user), chosen=chosen)
    found = awaiting_number.columns(chosen).asked(request.GET).of(found)
    rows = (
        [
            references.written(member.pk),
            member.name,
            member.market.partner.name,
            member.market.name,
            f"{member.approved_on}" if member.approved_on else "",  # type: ignore[attr-defined]
            member.membership_number or "",
        ]
        for member in found.iterator(chunk_size=500)
    )
    return exports.table_response(request, name="nomor-peserta", header=HEADER, rows=rows)


@sensitive_variables("typed", "lookup")
def _search(request: access.SignedInRequest) -> HttpResponse:
    typed = request.POST.get("q", "")
    try:
        lookup = awaiting_number.found_by(typed=typed, at=timezone.now())
    except nik.InvalidNik as error:
        messages.error(request, str(error))
        return redirect("membership_numbers")
    if lookup is None:
        given = {name: request.POST.get(name, "") for name in (*AwaitingForm.base_fields, ASKED_AS)}
        kept = urlencode({name: value for name, value in given.items() if value})
        return redirect(f"{reverse('membership_numbers')}?{kept}")
    found = _reached(request).filter(**lookup).first()
    if found is None:
        messages.info(request, _("Tidak ada peserta dengan nomor itu di cabang Anda."))
        return redirect("membership_numbers")
    return redirect("membership_number", found.pk)


@reviewer
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def membership_number(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """One person's number: recorded, or corrected with a reason by another reviewer."""
    member = access.row_or_404(request, _reached(request), pk=pk)
    if request.method != "POST":
        return _show(request, member)
    form = CorrectionForm(request.POST) if "shown" in request.POST else NumberForm(request.POST)
    if not form.is_valid():
        return _show(request, member, form=form)
    by, at = request.user, timezone.now()
    try:
        if isinstance(form, CorrectionForm):
            membership_numbers.correct(member=member, by=by, at=at, **form.cleaned_data)
        else:
            membership_numbers.record(member=member, by=by, at=at, **form.cleaned_data)
    except membership_numbers.UnableToRecordNumber as refusal:
        if refusal.code in ("changed_meanwhile", "has_another"):
            messages.error(request, str(refusal))
            return kept_lists.stay(request, "membership_number", pk)
        form.add_error("reason" if refusal.code == "no_reason" else "number", str(refusal))
        return _show(request, member, form=form)
    messages.success(request, _("Nomor peserta %(name)s tercatat.") % {"name": member.name})
    return kept_lists.go_back(request, "membership_numbers")


def _reached(request: access.SignedInRequest) -> QuerySet[Member]:
    return awaiting_number.approved(markets=access.markets_of(request.user))


def _show(
    request: access.SignedInRequest, member: Member, form: NumberForm | None = None
) -> HttpResponse:
    standing = awaiting_number.standing(member=member)
    if member.membership_number:
        form = form if isinstance(form, CorrectionForm) else None
        form = form or CorrectionForm(initial={"shown": member.membership_number})
    context = {
        "standing": standing,
        "member": member,
        "form": form or NumberForm(),
        "is_own_entry": standing.last_by == request.user.pk,
    }
    return render(request, "members/membership_number.html", context)
