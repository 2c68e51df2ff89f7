"""Addresses of posters: the open one behind the code, and those of who hangs and answers them."""

from django.urls import URLPattern, URLResolver, path

from members.views import posters, self_enrolment

urlpatterns: list[URLPattern | URLResolver] = [
    path("poster/<str:token>/", self_enrolment.begin_enrolment, name="begin_enrolment"),
    path("poster-pasar/", posters.poster_list, name="posters"),
    path("poster-pasar/<int:pk>/", posters.change_poster, name="change_poster"),
    path("poster-pasar/<int:pk>/cetak/", posters.poster_print, name="poster_print"),
    path("pendaftaran/poster/", posters.waiting_list, name="waiting_list"),
    path("pendaftaran/poster/<uuid:pk>/temui/", posters.take_waiting, name="take_waiting"),
    path(
        "pendaftaran/poster/<uuid:pk>/kembalikan/",
        posters.give_back_waiting,
        name="give_back_waiting",
    ),
]
