"""The card for a member's book: printed, and revoked when it is lost."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from markets import access
from markets.models import Role
from markets.views import papers
from members import card_paper, cards
from members.forms.card import RevokeForm
from members.models import Card, Member
from members.qr_code import qr_code

printers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)


@printers
@require_http_methods(["GET", "HEAD", "POST"])
def member_card(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Her valid card, those that were revoked, and the way to a new one."""
    member = _member(request, pk)
    if request.method != "POST":
        return _show(request, member, RevokeForm())
    form, valid = RevokeForm(request.POST), cards.of(member)
    at = timezone.now()
    try:
        if request.POST.get("go") != "replace":
            cards.make(member=member, by=request.user, at=at)
        elif not form.is_valid():
            return _show(request, member, form)
        elif valid is not None and str(valid.pk) == request.POST.get("card"):
            reason = form.cleaned_data["reason"]
            cards.replace(card=valid, reason=reason, by=request.user, at=at)
            messages.success(request, _("Kartu lama dicabut. Cetak kartu yang baru."))
    except cards.UnableToMakeCard as refusal:
        messages.error(request, str(refusal))
    return redirect("member_card", member.pk)


@printers
@require_safe
@papers.for_traders
def member_card_print(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Her valid card as a page to be printed on A6."""
    card = _valid(request, pk)
    if card is None:
        return redirect("member_card", pk)
    context = {"card": card, "qr": qr_code(_address(request, card))}
    return _private(render(request, "members/card_print.html", context))


@printers
@require_safe
@papers.for_traders
def member_card_pdf(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Her valid card as a file for a shop that prints."""
    card = _valid(request, pk)
    if card is None:
        return redirect("member_card", pk)
    paper = card_paper.pdf(card, address=_address(request, card))
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="kartu-peserta.pdf"'
    return _private(response)


def _valid(request: access.SignedInRequest, pk: int) -> Card | None:
    rows = Card.objects.select_related("member", "market__partner")
    return rows.filter(member=_member(request, pk), revoked_at=None).first()


def _address(request: access.SignedInRequest, card: Card) -> str:
    return request.build_absolute_uri(reverse("card", args=[card.token]))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response


def _member(request: access.SignedInRequest, pk: int) -> Member:
    reached = Member.objects.filter(market__in=access.markets_of(request.user))
    found: Member = access.row_or_404(request, reached.select_related("market"), pk=pk)
    return found


def _show(request: access.SignedInRequest, member: Member, form: RevokeForm) -> HttpResponse:
    rows = list(member.cards.select_related("made_by", "revoked_by"))
    context = {
        "member": member,
        "card": next((row for row in rows if row.revoked_at is None), None),
        "revoked": [row for row in rows if row.revoked_at is not None],
        "may_have_one": member.status in cards.INSURED,
        "form": form,
    }
    return render(request, "members/card.html", context)
