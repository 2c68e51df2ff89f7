"""The bar with a collector's cash in hand, below the header of every page of hers."""

from typing import Any

from django import template
from django.utils import timezone

from contributions.cash_held import cash_held
from markets.models import Role

register = template.Library()


@register.inclusion_tag("collectors/_cash_bar.html", takes_context=True)
def cash_bar(context: template.Context) -> dict[str, Any]:
    """Amount and age of what she holds; for everybody else nothing."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or user.role != Role.COLLECTOR:
        return {}
    return {"cash": cash_held(user=user, at=timezone.now())}
