"""Imported people who are still to agree: met by a collector, or sent from signed sheets."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from markets import access, months
from markets.models import Role
from markets.views.search import search_text
from members import imported_people, nik
from members.models import ImportedPerson

A_PAGE = 50
collector = access.for_roles(Role.COLLECTOR)


@collector
@never_cache
@sensitive_post_parameters("q")
@require_http_methods(["GET", "HEAD", "POST"])
def imported_people_page(request: access.SignedInRequest) -> HttpResponse:
    """Those of my markets, as a round comes by them. A search comes by POST: it may be a NIK."""
    people = imported_people.waiting(markets=access.markets_of(request.user))
    if request.method == "POST":
        return _search(request, people)
    return render(request, "members/imported_people.html", _page(request, people))


@collector
@never_cache
@require_http_methods(["GET", "POST"])
def decline_imported(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, then take her off the list: she does not want to be enrolled."""
    people = ImportedPerson.objects.filter(market__in=access.markets_of(request.user))
    person = access.row_or_404(request, people.select_related("bulk_import", "market"), pk=pk)
    if request.method == "GET" and person.status == person.Status.WAITING:
        (line,) = imported_people.listed([person])
        return render(request, "members/decline_imported.html", {"line": line})
    if request.method == "POST" and imported_people.drop(person=person, by=request.user):
        messages.success(request, _("Orang itu tidak ditanyai lagi."))
    else:
        messages.info(request, _("Orang itu tidak menunggu di daftar impor lagi."))
    return redirect("imported_people")


@sensitive_variables("typed")
def _search(request: access.SignedInRequest, people: QuerySet[ImportedPerson]) -> HttpResponse:
    typed = request.POST.get("q", "")
    if not nik.looks_like_one(typed):
        return redirect(f"{reverse('imported_people')}?{urlencode({'q': typed})}")
    try:
        on = months.law_day(timezone.now())
        found = imported_people.numbered(people=people, text=typed, on=on)
    except nik.InvalidNik as error:
        messages.error(request, str(error))
        return redirect("imported_people")
    if found is None:
        messages.info(request, _("Tidak ada orang dengan NIK itu yang menunggu di pasar Anda."))
        return redirect("imported_people")
    return redirect("enrol_imported", found.pk)


def _page(request: access.SignedInRequest, people: QuerySet[ImportedPerson]) -> dict[str, Any]:
    """A page of them with their names, or of those whose name was searched for."""
    text, number = search_text(request), request.GET.get("page")
    if text and not nik.looks_like_one(text):
        found = imported_people.named(people=people, text=text)
        page: Page[Any] = Paginator(found, A_PAGE).get_page(number)
        return {"page": page, "lines": list(page), "query": text}
    page = Paginator(people, A_PAGE).get_page(number)
    return {"page": page, "lines": imported_people.listed(page), "query": ""}
