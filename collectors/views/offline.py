"""What a phone keeps of the program itself, so that it opens without a signal.

No page here knows who asks: a phone keeps them, and the next person may see them.
"""

import hashlib
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from collectors import slip_message
from collectors.forms.offline import DraftForm, MonthsAskedForm
from collectors.forms.visit import VisitForm
from collectors.visits import NOTE_LENGTH
from markets import access, menu
from markets.models import Role, User

SCRIPTS = ("mitra", "offline/store", "offline/outbox", "offline/kept_first")
SHELL_SCRIPTS = ("speak", "offline/shell", "offline/till", "offline/told")
ICONS = (192, 512)
BRAND = "#0b5344"


@access.public
@require_safe
@cache_control(no_cache=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The page that a phone fills in itself; opened with a signal, its entries and their fate."""
    return HttpResponse(_shell())


@access.public
@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: another text, and so an update, whenever a file or the shell is another.

    In the language of who asks, as what it keeps is.
    """
    files = [static("css/mitra.css")]
    files += [static(f"js/{name}.js") for name in SCRIPTS + SHELL_SCRIPTS]
    shell = _shell()
    told = {"shell": reverse("offline"), "files": files, "language": get_language()}
    version = hashlib.sha256(f"{json.dumps(told)}{shell}".encode()).hexdigest()[:12]
    text = render_to_string("collectors/worker.js", {**told, "version": version})
    answer = HttpResponse(text, content_type="text/javascript")
    answer["Service-Worker-Allowed"] = "/"
    return answer


@access.public
@require_safe
@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the list on its home screen."""
    icons = [
        {
            "src": static(f"img/icon-{side}.png"),
            "sizes": f"{side}x{side}",
            "type": "image/png",
        }
        for side in ICONS
    ]
    told = {
        "name": "Mitra Pasar",
        "short_name": "Mitra Pasar",
        "description": _("Mitra Pasar · iuran BPJS Ketenagakerjaan pekerja pasar"),
        "lang": get_language(),
        "id": reverse("worklist"),
        "start_url": reverse("worklist"),
        "scope": "/",
        "display": "standalone",
        "theme_color": BRAND,
        "background_color": "#f3f6f4",
        "icons": icons,
    }
    return JsonResponse(told, content_type="application/manifest+json")


def _shell() -> str:
    """Without the request: neither a session nor a name gets into it."""
    nobody = User(role=Role.COLLECTOR)
    context = {
        "entries": menu.entries(nobody, path=""),
        "months_form": MonthsAskedForm(),
        "visit_form": VisitForm(),
        "draft_form": DraftForm(),
        "note_length": NOTE_LENGTH,
        "slip": slip_message.pattern(),
        "nobody_yet": UUID(int=0),
        "scripts": [f"js/{name}.js" for name in SHELL_SCRIPTS],
    }
    return render_to_string("collectors/offline.html", context)
