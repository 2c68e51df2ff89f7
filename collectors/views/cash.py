"""The collector's own money: cash in hand, handing it over, receipts, asking for a void."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from collectors import my_receipts as receipts
from collectors.standing import with_status
from collectors.views.scope import collector
from contributions import cash, handovers, losses, voids
from contributions.cash_counts import total_idr
from contributions.forms.counting import PiecesForm
from contributions.forms.voids import VoidForm
from contributions.models import Handover, Payment, Void
from contributions.void_corrections import is_correction
from contributions.wording import rupiah
from markets import access, zones
from markets.access import SignedInRequest
from markets.views.search import search_text


@collector
@require_safe
def cash_in_hand(request: SignedInRequest) -> HttpResponse:
    """How much she holds, since when, with which receipts, and what became of the last time."""
    now = timezone.now()
    held = cash.in_hand(user=request.user)
    decided = request.user.handovers.exclude(status=Handover.Status.ASKED)
    decided = decided.annotate(zone=zones.of_partner()).select_related("decided_by")
    last = decided.order_by("-decided_at").first()
    context = {
        "cash": held,
        "zone": held.zone or (last.zone if last else None),
        "is_late": held.late_from is not None and held.late_from <= now,
        "hours": int((now - held.oldest_at).total_seconds() // 3600) if held.oldest_at else 0,
        "loss": losses.latest_of(collector=request.user, at=now),
        "last": last,
    }
    return render(request, "collectors/cash_in_hand.html", context)


@collector
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: SignedInRequest) -> HttpResponse:
    """Count all cash by denomination and say that it is brought to the treasurer.

    A count that differs is shown once; sent again it stands.
    """
    held = cash.in_hand(user=request.user)
    form = PiecesForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _counting(request, held, form)
    counted_idr = total_idr(form.pieces())
    differs = counted_idr != held.to_hand_over_idr and held.waiting_handover is None
    if counted_idr and differs and form.cleaned_data["shown_total"] != counted_idr:
        return _counting(request, held, form, counted_idr=counted_idr)
    try:
        handovers.ask(by=request.user, at=timezone.now(), pieces=form.pieces())
    except handovers.UnableToHandOver as refusal:
        if refusal.code == "nothing_counted":
            form.add_error(None, str(refusal))
            return _counting(request, held, form)
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            _("Hitungan Anda %(amount)s dicatat. Bawa uangnya kepada bendahara.")
            % {"amount": rupiah(counted_idr)},
        )
    return redirect("cash_in_hand")


def _counting(
    request: SignedInRequest,
    held: cash.CashInHand,
    form: PiecesForm,
    counted_idr: int | None = None,
) -> HttpResponse:
    context: dict[str, object] = {"cash": held, "form": form, "counted_idr": counted_idr}
    if counted_idr is not None:
        form.data = {**request.POST.dict(), "shown_total": counted_idr}
        context["missing_idr"] = max(held.to_hand_over_idr - counted_idr, 0)
        context["excess_idr"] = max(counted_idr - held.to_hand_over_idr, 0)
    return render(request, "collectors/hand_over.html", context)


@collector
@require_safe
def my_receipts(request: SignedInRequest) -> HttpResponse:
    """The receipts this collector gave."""
    since = request.GET.get("waktu", receipts.WEEK)
    text = search_text(request)
    found = receipts.my_receipts(
        user=request.user,
        since=since,
        text=text,
        page=request.GET.get("page", ""),
        at=timezone.now(),
    )
    context = {"receipts": found, "page": found.page, "query": text, "since": since}
    return render(request, "collectors/my_receipts.html", context)


@collector
@require_http_methods(["GET", "HEAD", "POST"])
def ask_void(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask that an own receipt be undone; the treasurer decides."""
    own = with_status(Payment.objects.filter(taken_by=request.user))
    payment: Payment = access.row_or_404(
        request, own.select_related("member", "series", "market"), pk=pk
    )
    if request.POST.get("decision") == "withdraw":
        return _withdraw(request, payment)
    form = VoidForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            voids.ask(payment=payment, **form.cleaned_data, by=request.user, at=timezone.now())
        except voids.UnableToVoid as refusal:
            form.add_error(
                "explanation" if refusal.code == "needs_explanation" else None, str(refusal)
            )
        else:
            messages.success(
                request,
                _("Pembatalan kuitansi %(receipt)s diminta. Bendahara yang memutuskan.")
                % {"receipt": payment.receipt},
            )
            return redirect("my_receipts")
    context = {
        "form": form,
        "payment": payment,
        "lines": payment.lines.all(),
        "asked_herself": _own_request(request, payment) is not None,
        "is_correction": is_correction(payment),
    }
    return render(request, "collectors/ask_void.html", context)


def _withdraw(request: SignedInRequest, payment: Payment) -> HttpResponse:
    void = _own_request(request, payment)
    if void is None:
        messages.error(request, _("Tidak ada permintaan Anda yang menunggu."))
        return redirect("ask_void", payment.pk)
    try:
        voids.withdraw(void=void, by=request.user, at=timezone.now())
    except voids.UnableToVoid as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Permintaan ditarik; kuitansinya tetap sah."))
    return redirect("my_receipts")


def _own_request(request: SignedInRequest, payment: Payment) -> Void | None:
    asked = payment.voids.filter(status=Void.Status.ASKED, asked_by=request.user)
    return asked.select_related("payment").first()
