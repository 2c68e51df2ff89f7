from django.db import models
from django.utils.translation import gettext_lazy as _


class PublicHoliday(models.Model):
    """A public holiday (without cuti bersama), which moves due dates to the next working day.

    Filled first from the library `holidays`, then kept by hand; Islamic dates of coming years are
    estimates until the government has named them.
    """

    on = models.DateField(_("tanggal"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    estimated = models.BooleanField(_("perkiraan"), default=False)

    class Meta:
        verbose_name = _("hari libur nasional")
        verbose_name_plural = _("hari libur nasional")
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
