from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.qris_charge import QrisCharge
from contributions.models.qris_code import PartnerAccount
from contributions.models.statement import StatementLine
from markets.guards import kept
from markets.models import Partner, User


@kept()
class Deposit(models.Model):
    """Cash a treasurer brought to the bank, by the bank's slip."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="deposits")
    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="deposits")
    treasurer = models.ForeignKey(User, models.PROTECT, related_name="deposits")
    amount_idr = models.PositiveBigIntegerField(_("jumlah"))
    slip_number = models.CharField(_("nomor slip setoran"), max_length=60)
    deposited_on = models.DateField(_("tanggal setor"))
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("setor tunai")
        verbose_name_plural = _("setor tunai")
        ordering = ["-deposited_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "slip_number"], name="a_deposit_slip_is_booked_once"
            ),
            models.CheckConstraint(
                name="deposit_is_positive_and_has_a_slip",
                condition=Q(amount_idr__gt=0) & ~Q(slip_number=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slip_number} Rp{self.amount_idr}"

    @property
    def is_seen(self) -> bool:
        """Whether a line of the bank's statement is this deposit; load `matches` with it."""
        return any(match.undone_at is None for match in self.matches.all())


@kept()
class Settlement(models.Model):
    """What a provider paid out into the partner's bank, for charges it had confirmed.

    `gross_idr` is what its charges are worth, of which it kept `fee_idr`. What became credit of
    members (`credit_idr`) never lay in clearing.
    """

    line = models.OneToOneField(StatementLine, models.PROTECT, related_name="settlement")
    provider = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="settlements")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="settlements")
    last_day = models.DateField(_("sampai hari"))
    gross_idr = models.PositiveBigIntegerField(_("jumlah kotor"))
    fee_idr = models.PositiveBigIntegerField(_("biaya"))
    credit_idr = models.PositiveBigIntegerField(_("menjadi kelebihan bayar"))
    by = models.ForeignKey(User, models.PROTECT, related_name="settlements")
    at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("pencairan penyedia")
        verbose_name_plural = _("pencairan penyedia")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_settlement_brings_more_than_it_costs",
                condition=Q(gross_idr__gt=0) & Q(gross_idr__gte=F("fee_idr") + F("credit_idr")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} {self.last_day} Rp{self.gross_idr}"


@kept()
class SettledCharge(models.Model):
    """One charge whose money a provider has paid out."""

    settlement = models.ForeignKey(Settlement, models.PROTECT, related_name="charges")
    charge = models.OneToOneField(QrisCharge, models.PROTECT, related_name="settled")

    class Meta:
        verbose_name = _("tagihan QRIS yang dicairkan")
        verbose_name_plural = _("tagihan QRIS yang dicairkan")

    def __str__(self) -> str:
        return f"{self.settlement_id} {self.charge_id}"
