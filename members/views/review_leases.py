"""Taking the next case of the queue, holding an open one, and leaving it to others."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from markets import access
from members import leases
from members.views.review import case_row, reviewer, to_the_next, to_the_queue


@reviewer
@require_POST
def review_next(request: access.SignedInRequest) -> HttpResponse:
    """Open the longest waiting case of the chosen ones that nobody else looks at."""
    return to_the_next(request, after=None)


@reviewer
@require_POST
def hold_case(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Renew the lease while the reviewer works on the page: 204, or 409 where it is not hers."""
    lease = leases.take(enrolment=case_row(request, pk), by=request.user, at=timezone.now())
    is_hers = lease is not None and lease.by_id == request.user.pk
    return HttpResponse(status=204 if is_hers else 409)


@reviewer
@require_POST
def leave_case(request: access.SignedInRequest, pk: int) -> HttpResponse:
    """Back to the queue; a colleague may open the case at once."""
    leases.give_back(enrolment=case_row(request, pk), by=request.user)
    return to_the_queue(request)
