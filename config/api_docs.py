"""The API's own document, made from the code, and the page that shows it. Open to anyone."""

from typing import Any

from drf_spectacular import authentication
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from contributions.api.throttle import VisitorThrottle
from markets import access


class SessionScheme(authentication.SessionScheme):
    """How our own way of knowing the caller is called in the document."""

    target_class = "config.authentication.SessionAuthentication"


OPEN: dict[str, Any] = {"authentication_classes": (), "throttle_classes": (VisitorThrottle,)}

schema = access.public(SpectacularAPIView.as_view(**OPEN))
# The script comes by itself: our pages run none that stands in them.
page = access.public(
    SpectacularSwaggerSplitView.as_view(
        **OPEN, url_name="api_schema", template_name="config/api_docs.html"
    )
)
