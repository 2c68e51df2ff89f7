"""Addresses of sponsors, their programmes and statements, and of whose sponsor stops soon."""

from django.urls import path

from contributions.views import (
    ending_sponsorships,
    sponsor_programmes,
    sponsor_statements,
    sponsor_stops,
    sponsors,
)

urlpatterns = [
    path("", sponsors.sponsors, name="sponsors"),
    path("ekspor/", sponsors.sponsors_export, name="sponsors_export"),
    path("baru/", sponsors.new_sponsor, name="new_sponsor"),
    path("berakhir/", ending_sponsorships.ending_sponsorships, name="ending_sponsorships"),
    path(
        "berakhir/ekspor/",
        ending_sponsorships.ending_sponsorships_export,
        name="ending_sponsorships_export",
    ),
    path("tagihan/", sponsor_statements.sponsor_statement_list, name="sponsor_statements"),
    path(
        "tagihan/ekspor/",
        sponsor_statements.sponsor_statements_export,
        name="sponsor_statements_export",
    ),
    path("tagihan/<int:pk>/", sponsor_statements.sponsor_statement, name="sponsor_statement"),
    path(
        "tagihan/<int:pk>/putuskan/",
        sponsor_statements.decide_sponsor_statement,
        name="decide_sponsor_statement",
    ),
    path(
        "tagihan/<int:pk>/ekspor/",
        sponsor_statements.sponsor_statement_export,
        name="sponsor_statement_export",
    ),
    path("program/<uuid:pk>/", sponsor_programmes.sponsor_programme, name="sponsor_programme"),
    path(
        "program/<uuid:pk>/putuskan/", sponsor_programmes.decide_programme, name="decide_programme"
    ),
    path("program/<uuid:pk>/berhenti/", sponsor_stops.stop_programme, name="stop_programme"),
    path("program/<uuid:pk>/berhenti/putuskan/", sponsor_stops.decide_stop, name="decide_stop"),
    path(
        "program/<uuid:pk>/peserta/",
        sponsor_programmes.programme_people_export,
        name="programme_people_export",
    ),
    path("<int:pk>/", sponsors.sponsor, name="sponsor"),
    path("<int:pk>/program/", sponsor_programmes.new_programme, name="new_programme"),
    path(
        "<int:pk>/tagihan/",
        sponsor_statements.make_sponsor_statement,
        name="make_sponsor_statement",
    ),
    path("<int:pk>/transfer/", sponsors.book_sponsor_transfer, name="book_sponsor_transfer"),
]
