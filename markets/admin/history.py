"""What people and places were before they were changed."""

from django.apps import apps

from markets.admin.base import register_history

for tracked in ("User", "Assignment", "Partner"):
    register_history(apps.get_model("markets", f"{tracked}Event"))
