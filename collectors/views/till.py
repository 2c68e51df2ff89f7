"""Taking cash: whom for, how many months, a last look, and the receipts."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from collectors import people, till
from collectors.forms.payment import ConfirmedForm, MonthsForm
from collectors.forms.search import PeopleForm
from collectors.till import Payer
from collectors.views.given import given
from collectors.views.scope import collector, members_or_404
from collectors.worklist import next_unpaid
from contributions import payments, qris_charges, qris_codes, spoken
from contributions.cash_held import cash_held
from contributions.models import Payment, QrisCode
from markets import access, months
from markets.access import SignedInRequest
from markets.forms import SearchForm
from markets.row_ids import row_id
from markets.views import devices
from markets.views.search import search_text
from members.models import Member


@collector
@require_safe
def take_payment_search(request: SignedInRequest) -> HttpResponse:
    """Find one member, or gather several for whom one person pays."""
    text = search_text(request)
    named = map(row_id, request.GET.getlist("anggota"))
    pks = [pk for pk in named if pk is not None]
    chosen = people.chosen(user=request.user, pks=pks)
    held = {person.member_id for person in chosen}
    found = people.find(user=request.user, text=text)
    others = [person for person in found if person.member_id not in held]
    context = {
        "search": SearchForm(label=_("Nama atau nomor tempat"), query=text),
        "chosen": chosen and PeopleForm(chosen, label=_("Dipilih"), key="dipilih", ticked=True),
        "found": others and PeopleForm(others, label=_("Ditemukan"), key="temuan", ticked=False),
        "found_nobody": bool(text) and not found,
        "former": people.find_former(user=request.user, text=text),
        "is_full": len(chosen) >= people.AT_MOST_CHOSEN,
        "is_cut": len(found) >= people.AT_MOST_FOUND,
    }
    return render(request, "collectors/take_payment_search.html", context)


@collector
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take_payment(request: SignedInRequest) -> HttpResponse:
    """GET: how many months each pays. POST: take the money exactly as it was shown."""
    if request.method == "POST":
        return _record(request, members_or_404(request, request.POST.getlist("anggota")))
    if "anggota" not in request.GET:
        return redirect("take_payment_search")
    found = _payers(members_or_404(request, request.GET.getlist("anggota")))
    return _choose(request, found, _forms(found))


@collector
@never_cache
@require_safe
def check_payment(request: SignedInRequest) -> HttpResponse:
    """The last look before the money changes hands: name, months, amount. Nothing is written."""
    if "anggota" not in request.GET:
        return redirect("take_payment_search")
    members = members_or_404(request, request.GET.getlist("anggota"))
    found = _payers(members)
    forms = _forms(found, request.GET)
    valid = [form.is_valid() for form in forms]
    if len(forms) < len(found) or not all(valid):
        return _choose(request, found, forms)
    total_idr = sum(form.chosen.cash_idr for form in forms)
    held = cash_held(user=request.user, at=timezone.now())
    context = {
        "refusal": held.refusal(takes_idr=total_idr),
        "shown": [
            (form, form.payer.dues[: form.chosen.count], ConfirmedForm.showing(form))
            for form in forms
        ],
        "total_idr": total_idr,
        "spoken": _spoken(forms),
        "qris": _qris_code(members),
        "pending": qris_charges.pending_of(members=[row.pk for row in members]).values(),
        "again": f"{reverse('take_payment')}?{_query(members)}",
    }
    return render(request, "collectors/check_payment.html", context)


@collector
@never_cache
@require_safe
def payment_done(request: SignedInRequest) -> HttpResponse:
    """The receipts just given, to be shown and sent, and who comes next."""
    if "kuitansi" not in request.GET:
        return redirect("my_receipts")
    ids = _uuids(request.GET.getlist("kuitansi"))
    found = (
        Payment.objects.filter(pk__in=ids, taken_by=request.user)
        .select_related("member", "series", "market")
        .prefetch_related("lines")
        .order_by("number")
    )
    if not ids or len(found) < len(ids):
        access.refuse(request, "scope")
    at = timezone.now()
    context = {
        "given": given(request, list(found)),
        "total_idr": sum(payment.cash_idr for payment in found),
        "next": next_unpaid(user=request.user, after=found[0].member_id, at=at),
    }
    return render(request, "collectors/payment_done.html", context)


def _spoken(forms: list[MonthsForm]) -> str:
    """The last look as it is read aloud."""
    said = [
        spoken.payment(
            member=form.payer.member,
            paid_months=[due.month for due in form.payer.dues[: form.chosen.count]],
            cash_idr=form.chosen.cash_idr,
            credit_idr=form.chosen.credit_idr,
            covers_until=form.chosen.covers_until,
        )
        for form in forms
    ]
    if len(forms) > 1:
        said.append(spoken.total(amount_idr=sum(form.chosen.cash_idr for form in forms)))
    return " ".join(said)


def _qris_code(members: list[Member]) -> QrisCode | None:
    """The code of the market, where one member pays: a code asks for one member's dues."""
    if len(members) > 1:
        return None
    return qris_codes.of(markets=[members[0].market_id]).get(members[0].market_id)


def _record(request: SignedInRequest, members: list[Member]) -> HttpResponse:
    confirmed = [ConfirmedForm(request.POST, member=member) for member in members]
    valid = [form.is_valid() for form in confirmed]
    if not all(valid):
        sentence = _("Formulir tidak lengkap dan tidak ada yang tersimpan. Pilih lagi bulannya.")
        return _refused(request, members, confirmed, sentence)
    try:
        taken = payments.record_several(
            asked=[form.asked for form in confirmed],
            by=request.user,
            at=timezone.now(),
            device=devices.device_of(request),
        )
    except payments.UnableToRecordPayment as refusal:
        return _refused(request, members, confirmed, str(refusal))
    query = urlencode([("kuitansi", payment.pk) for payment in taken])
    return redirect(f"{reverse('payment_done')}?{query}")


def _refused(
    request: SignedInRequest, members: list[Member], confirmed: list[ConfirmedForm], sentence: str
) -> HttpResponse:
    """Choose again: as many months as were chosen, at what they cost and can be paid now."""
    found = _payers(members)
    typed = {
        form.add_prefix("count"): len(form.cleaned_data.get("months", ())) for form in confirmed
    }
    return _choose(request, found, _forms(found, initial=typed), refusal=sentence)


def _choose(
    request: SignedInRequest, found: list[Payer], forms: list[MonthsForm], refusal: str = ""
) -> HttpResponse:
    context = {
        "payers": found,
        "forms": forms,
        "refusal": refusal,
        "unable": [payer for payer in found if not payer.dues],
        "others": _query([payer.member for payer in found]),
        "member": found[0].member if len(found) == 1 else None,
    }
    return render(request, "collectors/take_payment.html", context)


def _payers(members: list[Member]) -> list[Payer]:
    return till.payers(members=members[: people.AT_MOST_CHOSEN], on=months.law_day(timezone.now()))


def _forms(
    found: list[Payer], data: Any = None, initial: dict[str, int] | None = None
) -> list[MonthsForm]:
    """A form for each who can pay; `initial` says by field name what was chosen before."""
    forms = []
    for payer in found:
        if not payer.dues:
            continue
        form = MonthsForm(data, payer=payer)
        before = (initial or {}).get(form.add_prefix("count"))
        if before in {option.count for option in payer.options}:
            form.initial["count"] = before
        forms.append(form)
    return forms


def _query(members: list[Member]) -> str:
    return urlencode([("anggota", member.pk) for member in members])


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in dict.fromkeys(texts)]
    except ValueError:
        return []
