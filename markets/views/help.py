"""Help where it is needed: the tour at the first login, the jobs of one's role, and the words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from markets import access, glossary, tours
from markets.models import Role
from markets.tour_steps import STEPS

VISITOR = "trader"  # whoever is not logged in holds a receipt or a card, or wants to log in


@access.public
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What one does here, job by job; traders' questions for who is not logged in."""
    role = request.user.role if request.user.is_authenticated else VISITOR
    return render(request, "markets/help.html", {"jobs": f"markets/help/{role}.html"})


@access.public
@require_safe
def glossary_page(request: HttpRequest) -> HttpResponse:
    """What the words of these pages mean."""
    return render(request, "markets/glossary.html", {"words": glossary.words()})


@access.signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tour(request: access.SignedInRequest) -> HttpResponse:
    """One step a page, and at the end, or on the way, out of it for ever."""
    if request.method == "POST":
        tours.close(by=request.user, at=timezone.now())
        return redirect("home")
    steps = STEPS[Role(request.user.role)]
    asked = request.GET.get("langkah", "")
    number = int(asked) if asked in {"2", "3"} else 1
    context = {"step": steps[number - 1], "number": number, "total": len(steps)}
    return render(request, "markets/tour.html", context)
