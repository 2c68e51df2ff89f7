"""A sponsor's programme: asked for, looked at, decided, and its people."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import sponsor_lists, sponsor_programmes, sponsor_stops
from contributions.forms.sponsors import ProgrammeForm, SponsorDecisionForm
from contributions.models import ProgrammeStop, Sponsor, SponsorProgramme, Sponsorship
from contributions.programme_page import people, programme_page
from contributions.sponsor_lists import ReadList
from contributions.views.sponsors import readers, row_of, treasurer
from markets import access, exports, months, spreadsheets, zones
from markets.models import Market, Role
from markets.views.search import search_text

PROBLEMS_SHOWN = 10
HEADER = (
    heading("Urutan"), heading("Nama"), heading("KPJ"), heading("Pasar"), heading("Pekerjaan"),
    heading("Bulan pertama"), heading("Bulan terakhir"), heading("Berakhir"),
)  # fmt: skip


@treasurer
@require_http_methods(["GET", "HEAD", "POST"])
def new_programme(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask that a programme be approved."""
    sponsor = row_of(request, pk)
    markets = Market.objects.filter(partner=sponsor.partner_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ProgrammeForm(*sent, markets=markets)
    if request.method == "POST" and form.is_valid():
        made = _ask(request, sponsor, form)
        if made is not None:
            messages.success(
                request, _("Program diajukan. Orang lain memeriksa dan menyetujuinya.")
            )
            return redirect("sponsor_programme", made.pk)
    context = {"sponsor": sponsor, "form": form}
    return render(request, "contributions/new_programme.html", context)


@readers
@require_safe
def sponsor_programme(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """What it pays, for whom, and how far its money reaches."""
    return _show(request, _row(request, pk), SponsorDecisionForm())


@access.for_roles(Role.TREASURER, Role.REVIEWER)
@require_POST
def decide_programme(request: access.SignedInRequest, pk: UUID) -> HttpResponse:
    """Approve, refuse or withdraw it."""
    row, at = _row(request, pk), timezone.now()
    form = SponsorDecisionForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    decision = request.POST.get("decision", "")
    try:
        if decision == "approve":
            sponsor_programmes.approve(programme=row, note=note, by=request.user, at=at)
            messages.success(
                request, _("Program disetujui. Pesertanya diterima dalam beberapa menit.")
            )
        elif decision == "refuse":
            sponsor_programmes.refuse(programme=row, note=note, by=request.user, at=at)
            messages.success(request, _("Program ditolak."))
        elif decision == "withdraw":
            sponsor_programmes.withdraw(programme=row, by=request.user, at=at)
            messages.success(request, _("Pengajuan ditarik kembali."))
    except sponsor_programmes.UnableToSponsor as refusal:
        if refusal.field:
            form.add_error(refusal.field, str(refusal))
            return _show(request, row, form)
        messages.error(request, str(refusal))
    return redirect("sponsor_programme", row.pk)


@readers
@require_safe
def programme_people_export(request: access.SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Its people as a table; without NIK."""
    found = people(programme=_row(request, pk), text=search_text(request))
    rows = (_cells(row) for row in found.iterator(chunk_size=500))
    return exports.table_response(request, name="peserta-sponsor", header=HEADER, rows=rows)


def _ask(
    request: access.SignedInRequest, sponsor: Sponsor, form: ProgrammeForm
) -> SponsorProgramme | None:
    """The programme that was asked for; None where the form says what to mend."""
    listed = _read_list(sponsor, form)
    if form.errors:
        return None
    try:
        return sponsor_programmes.ask(
            id=form.cleaned_data["id"],
            sponsor=sponsor,
            wanted=form.wanted(listed),
            by=request.user,
            at=timezone.now(),
        )
    except sponsor_programmes.UnableToSponsor as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        return None


def _read_list(sponsor: Sponsor, form: ProgrammeForm) -> ReadList | None:
    """The list that was typed or sent; None without one. What is wrong in it is put down."""
    on = months.law_day(timezone.now())
    file, text = form.cleaned_data["file"], form.cleaned_data["people"].strip()
    field = "file" if file else "people"
    try:
        if file:
            if file.size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
                raise spreadsheets.too_large()
            read = sponsor_lists.read_file(data=file.read(), partner=sponsor.partner, on=on)
        elif text:
            read = sponsor_lists.read_text(text=text, partner=sponsor.partner, on=on)
        else:
            return None
    except spreadsheets.UnableToRead as refusal:
        form.add_error(field, str(refusal))
        return None
    for problem in read.problems[:PROBLEMS_SHOWN]:
        form.add_error(field, problem)
    return read


def _row(request: access.SignedInRequest, pk: UUID) -> SponsorProgramme:
    reached = SponsorProgramme.objects.filter(partner__in=access.partners_of(request.user))
    markets = Market.objects.filter(sponsor_programmes__programme=OuterRef("pk")).order_by("name")
    reached = reached.annotate(
        zone=zones.of_partner(), market_names=ArraySubquery(markets.values("name"))
    )
    found: SponsorProgramme = access.row_or_404(
        request,
        reached.select_related("sponsor", "partner", "asked_by", "decided_by"),
        pk=pk,
    )
    return found


def _show(
    request: access.SignedInRequest, row: SponsorProgramme, form: SponsorDecisionForm
) -> HttpResponse:
    figures = programme_page(
        programme=row,
        text=search_text(request),
        page=request.GET.get("page"),
        on=months.law_day(timezone.now()),
    )
    is_approved = row.status == SponsorProgramme.Status.APPROVED
    stop = sponsor_stops.latest_of(programme=row) if is_approved else None
    waits = stop is not None and stop.status == ProgrammeStop.Status.ASKED
    context = {
        "stop": stop,
        "stop_waits": waits,
        "may_decide_stop": stop
        and waits
        and sponsor_stops.may_decide(stop=stop, user=request.user),
        "may_stop": is_approved
        and request.user.role == Role.TREASURER
        and (stop is None or stop.status == ProgrammeStop.Status.REFUSED),
        "programme": row,
        "figures": figures,
        "page": figures.page,
        "query": search_text(request),
        "form": form,
        "in_markets": row.market_names,  # type: ignore[attr-defined]
        "may_decide": row.waits and sponsor_programmes.may_decide(programme=row, user=request.user),
        "may_withdraw": row.waits and row.asked_by_id == request.user.pk,
    }
    return render(request, "contributions/sponsor_programme.html", context)


def _cells(row: Sponsorship) -> list[Any]:
    return [
        row.place,
        row.member.name,
        row.member.membership_number,
        row.market.name,
        row.member.occupation,
        f"{row.first_month:%Y-%m}",
        f"{row.last_month:%Y-%m}",
        row.get_end_reason_display(),
    ]
