from django.urls import URLPattern, URLResolver, path

from collectors.views import territory

urlpatterns: list[URLPattern | URLResolver] = [
    path("penugasan/", territory.coverage, name="coverage"),
    path("penugasan/baru/", territory.assign, name="assign"),
    path("penugasan/<int:pk>/akhiri/", territory.end_assignment, name="end_assignment"),
    path("tanpa-kolektor/", territory.people_without_collector, name="people_without_collector"),
    path("pindah/", territory.moved_members, name="moved_members"),
    path("pindah/<int:member>/", territory.settle_moved, name="settle_moved"),
]
