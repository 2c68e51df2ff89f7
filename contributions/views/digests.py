"""The daily digests, to be compared with what stands on paper."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contributions.models import DailyDigest
from markets import access
from markets.models import Role

A_PAGE = 20
readers = access.for_roles(Role.AUDITOR, Role.TREASURER, Role.REVIEWER)


@readers
@require_safe
def digests(request: access.SignedInRequest) -> HttpResponse:
    """Every day's digest, the latest first; those on paper must be the same."""
    kept = DailyDigest.objects.defer("tables")
    page = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contributions/digests.html", {"page": page})
