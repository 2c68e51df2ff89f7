"""Going and asking: whom to ask, who goes, and the answer. Nothing here reads the books."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from contributions import spot_answers, spot_asking
from contributions.forms.spot_checks import AnswerForm, AskerForm, NoteForm, SaidForm
from contributions.models import SpotPerson
from contributions.spot_answers import Told
from contributions.spot_asking import UnableToAsk
from contributions.spot_list import placed, with_places
from markets import access, months
from markets.models import Role, User

askers = access.for_roles(Role.COLLECTOR, Role.TREASURER, Role.REVIEWER)
senders = access.for_roles(Role.TREASURER, Role.REVIEWER)
PAYMENTS = 3
MOST_LISTED = 60


@askers
@require_safe
def spot_tasks(request: access.SignedInRequest) -> HttpResponse:
    """Whom the user is to ask, and whom she may take from the list."""
    who: dict[str, Any] = {"user": request.user, "on": months.law_day(timezone.now())}
    found = {
        "mine": spot_asking.given_to(**who),
        "to_take": spot_asking.to_be_taken(**who),
    }
    context = {
        name: [
            placed(row)
            for row in with_places(people)
            .select_related("member", "market", "draw")
            .order_by("market__name", "here__block__walking_order", "member__name")[:MOST_LISTED]
        ]
        for name, people in found.items()
    }
    return render(request, "contributions/spot_tasks.html", context)


@askers
@require_POST
def take_spot_person(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Take her from the list."""
    person = _person(request, pk)
    try:
        spot_asking.take(person=person, by=request.user, at=timezone.now())
    except UnableToAsk as refusal:
        messages.error(request, str(refusal))
        return redirect("spot_tasks")
    return redirect("ask_spot_person", pk)


@askers
@require_http_methods(["GET", "HEAD", "POST"])
def ask_spot_person(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Name, place and questions: no figure of the books, before or after."""
    person = _person(request, pk)
    now = timezone.now()
    if not spot_asking.given_to(user=request.user, on=months.law_day(now)).filter(pk=pk).exists():
        messages.error(request, _("Orang ini tidak, atau tidak lagi, Anda tanyai."))
        return redirect("spot_tasks")
    data = request.POST if request.method == "POST" else None
    people = User.objects.filter(
        partner=person.partner_id, role__in=[Role.COLLECTOR, Role.TREASURER], is_active=True
    ).order_by("name")
    asked_about: dict[str, Any] = {
        "people": people,
        "since": person.draw.since,
        "today": months.law_day(now),
    }
    form, note = AnswerForm(data), NoteForm(data)
    payments = [
        SaidForm(data, prefix=f"p{number}", **asked_about) for number in range(1, PAYMENTS + 1)
    ]
    if data is not None and _told_is_whole(form, note, payments):
        told = Told(
            form.cleaned_data["outcome"],
            tuple(filter(None, [each.said() for each in payments])),
            note.cleaned_data["note"],
        )
        try:
            spot_answers.record(person=person, told=told, by=request.user, at=now)
        except UnableToAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Jawaban tersimpan. Terima kasih."))
            return redirect("spot_tasks")
    context = {"person": placed(person), "form": form, "note": note, "payments": payments}
    return render(request, "contributions/ask_spot_person.html", context)


@senders
@require_http_methods(["GET", "HEAD", "POST"])
def send_spot_asker(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Send somebody to her."""
    reached = SpotPerson.objects.filter(partner__in=access.partners_of(request.user))
    person: SpotPerson = access.row_or_404(request, _shown(reached), pk=pk)
    people = spot_asking.who_may_ask(person=person)
    form = AskerForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            spot_asking.send(
                person=person,
                user=form.cleaned_data["user"],
                by=request.user,
                at=timezone.now(),
            )
        except UnableToAsk as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Penanya ditugaskan."))
            return redirect("spot_checks")
    context = {"person": placed(person), "form": form}
    return render(request, "contributions/send_spot_asker.html", context)


def _told_is_whole(form: AnswerForm, note: NoteForm, payments: list[SaidForm]) -> bool:
    """Whether everything is typed as it should be; each form says what is not."""
    return not sum(not each.is_valid() for each in (form, note, *payments))


def _person(request: access.SignedInRequest, pk: int) -> SpotPerson:
    found = _shown(spot_asking.within_reach(user=request.user))
    person: SpotPerson = access.row_or_404(request, found, pk=pk)
    return person


def _shown(people: Any) -> Any:
    return with_places(people).select_related("member", "market", "draw", "partner")
