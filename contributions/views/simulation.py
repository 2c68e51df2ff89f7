"""`Simulasi iuran`: what the dues would be. Open to anyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from contributions.forms.simulation import SimulationForm
from contributions.simulation import simulate
from contributions.tariff import UnableToPrice
from markets import access, months


@access.public
@require_safe
def simulation(request: HttpRequest) -> HttpResponse:
    """The form and, once something was asked, what it costs and why."""
    names_something = request.GET.keys() & SimulationForm.base_fields.keys()
    asked = request.GET.dict() if names_something else None
    form = SimulationForm(asked, today=months.law_day(timezone.now()))
    result = None
    if form.is_valid():
        asked_for = form.cleaned_data
        try:
            result = simulate(
                run=months.run(asked_for["month"], asked_for["count"]),
                declared_income_idr=asked_for["declared_income"],
                jht=asked_for["jht"],
                sector=asked_for["sector"],
                payer=asked_for["payer"],
            )
        except UnableToPrice as error:
            form.add_error("month", str(error))
    return render(request, "contributions/simulation.html", {"form": form, "result": result})
