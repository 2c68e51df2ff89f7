"""The words by which people are told apart where the dues depend on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sector(models.TextChoices):
    """The kind of work of a member's main occupation: reliefs are given by sector."""

    NON_TRANSPORT = "non_transport", _("Bukan transportasi")
    TRANSPORT = "transport", _("Transportasi")


class PayerKind(models.TextChoices):
    """Who pays a member's dues. Public budgets are excluded from some reliefs."""

    SELF = "self", _("Sendiri")
    APBN = "apbn", _("APBN")
    APBD = "apbd", _("APBD")
    OTHER_SPONSOR = "other_sponsor", _("Sponsor lain")
