"""The addresses of a demo: those of every site, and what only a newcomer to a demo needs."""

from django.urls import path

from config import urls
from config.demo import pages

handler404, handler500 = urls.handler404, urls.handler500

urlpatterns = [
    *urls.urlpatterns,
    path("demo/", pages.follow_a_coin, name="follow_a_coin"),
    path("demo/mutasi/", pages.statement_of_today, name="statement_of_today"),
]
