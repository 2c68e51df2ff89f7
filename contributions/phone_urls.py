from django.urls import URLPattern, URLResolver, path

from contributions.views import offline, phones

urlpatterns: list[URLPattern | URLResolver] = [
    path("ponsel/", phones.phones, name="phone_list"),
    path("ponsel/ekspor/", phones.phones_export, name="phone_list_export"),
    path("ponsel/<uuid:pk>/", phones.phone, name="phone"),
    path("ponsel/<uuid:pk>/slip/", phones.slip_search, name="slip_search"),
    path("ponsel/<uuid:pk>/slip/<int:member>/", phones.enter_slip, name="enter_slip"),
    path("tanpa-sinyal/", offline.offline_cash, name="offline_cash"),
    path("tanpa-sinyal/ekspor/", offline.offline_cash_export, name="offline_cash_export"),
    path("tanpa-sinyal/<uuid:pk>/", offline.offline_payment, name="offline_payment"),
]
