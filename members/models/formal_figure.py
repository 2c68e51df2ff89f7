from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Branch, User


@kept()
class FormalFigure(models.Model):
    """How many formal workers (insured by an employer) a branch had on a day, as somebody typed.

    We hold no rows about them. A wrong figure is followed by another one for the same day.
    """

    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="formal_figures", verbose_name=_("kantor cabang")
    )
    people = models.PositiveIntegerField(_("peserta formal"))
    on = models.DateField(_("keadaan tanggal"))
    source = models.CharField(_("sumber"), max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh"))
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("angka peserta formal")
        verbose_name_plural = _("angka peserta formal")
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["branch", "-on", "-id"], name="formal_figures_by_branch")]

    def __str__(self) -> str:
        return f"{self.branch} {self.on} {self.people}"
