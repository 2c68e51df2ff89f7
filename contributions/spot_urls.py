"""The addresses of spot checks."""

from django.urls import URLPattern, URLResolver, path

from contributions.views import spot_asking, spot_cases, spot_checks

urlpatterns: list[URLPattern | URLResolver] = [
    path("", spot_checks.spot_checks, name="spot_checks"),
    path("ekspor/", spot_checks.spot_checks_export, name="spot_checks_export"),
    path("undian/<int:pk>/", spot_checks.spot_draw, name="spot_draw"),
    path("undian/<int:pk>/ekspor/", spot_checks.spot_draw_export, name="spot_draw_export"),
    path("tanya/", spot_asking.spot_tasks, name="spot_tasks"),
    path("tanya/<int:pk>/", spot_asking.ask_spot_person, name="ask_spot_person"),
    path("tanya/<int:pk>/ambil/", spot_asking.take_spot_person, name="take_spot_person"),
    path("tanya/<int:pk>/tugaskan/", spot_asking.send_spot_asker, name="send_spot_asker"),
    path("kasus/", spot_cases.spot_cases, name="spot_cases"),
    path("kasus/ekspor/", spot_cases.spot_cases_export, name="spot_cases_export"),
    path("kasus/<int:pk>/", spot_cases.spot_case, name="spot_case"),
    path("kasus/<int:pk>/tangani/", spot_cases.settle_spot_case, name="settle_spot_case"),
]
