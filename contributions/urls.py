from django.urls import URLPattern, URLResolver, path

from contributions.api.quote import QuoteView
from contributions.views import doubts, simulation
from markets import access

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/quote/", access.public(QuoteView.as_view()), name="quote"),
    path("simulasi/", simulation.simulation, name="simulation"),
    path("tagihan-meragukan/", doubts.billing_doubts, name="billing_doubts"),
    path("tagihan-meragukan/ekspor/", doubts.billing_doubts_export, name="billing_doubts_export"),
]
