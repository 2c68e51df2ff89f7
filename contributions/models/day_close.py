from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Partner, User


@kept()
class DayClose(models.Model):
    """The figures of one business day of a partner as a treasurer closed it.

    What is booked into that day later, from a phone that was away, shows as a difference.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="day_closes")
    day = models.DateField(_("tanggal buku"))
    receipts = models.PositiveIntegerField(_("kuitansi"))
    # Cash of the collectors: what they held, took, gave back, lost at the partner's
    # expense, handed over, and hold.
    opening_idr = models.PositiveBigIntegerField(_("saldo awal"))
    collected_idr = models.PositiveBigIntegerField(_("diterima tunai"))
    undone_idr = models.PositiveBigIntegerField(_("dibatalkan"))
    written_off_idr = models.PositiveBigIntegerField(_("ditanggung mitra"), default=0)
    handed_over_idr = models.PositiveBigIntegerField(_("diserahkan"))
    in_hand_idr = models.PositiveBigIntegerField(_("di tangan kolektor"))
    transfer_idr = models.PositiveBigIntegerField(_("transfer"))
    qris_idr = models.PositiveBigIntegerField("QRIS")
    credit_idr = models.PositiveBigIntegerField(_("dari kelebihan bayar"))
    closed_by = models.ForeignKey(User, models.PROTECT, related_name="day_closes")
    closed_at = models.DateTimeField(_("ditutup"))

    class Meta:
        verbose_name = _("tutup hari")
        verbose_name_plural = _("tutup hari")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "day"], name="a_day_is_closed_once"),
            models.CheckConstraint(
                name="closed_day_adds_up",
                condition=Q(
                    in_hand_idr=F("opening_idr")
                    + F("collected_idr")
                    - F("undone_idr")
                    - F("handed_over_idr")
                    - F("written_off_idr")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.day}"
