"""Every address of the site: each app lists its own."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config import api_docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/v1/schema/", api_docs.schema, name="api_schema"),
    path("api/v1/docs/", api_docs.page, name="api_docs"),
    path("", include("markets.urls")),
    path("", include("members.urls")),
    path("", include("contributions.urls")),
    path("", include("collectors.urls")),
]

handler404 = "config.plain_pages.page_not_found"
handler500 = "config.outage.server_error"
