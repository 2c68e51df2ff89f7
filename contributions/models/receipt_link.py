import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from markets.guards import kept
from markets.models import Market, User

TOKEN_LENGTH = 22
LONGEST_NUMBER = 30

# What is replaced was a link of that very receipt: the one it was given with, or a later one.
FORMER_LINK_IS_OF_ITS_RECEIPT = """
IF NOT EXISTS (
    SELECT FROM contributions_payment payment
    WHERE payment.id = NEW.payment_id AND payment.token = NEW.former_token)
   AND NOT EXISTS (
    SELECT FROM contributions_replacedlink earlier
    WHERE earlier.payment_id = NEW.payment_id AND earlier.token = NEW.former_token)
THEN
    RAISE EXCEPTION 'payment % never had that link', NEW.payment_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'replaced_link_is_of_its_receipt';
END IF;
RETURN NULL;
"""


@kept()
class ReplacedLink(models.Model):
    """A receipt's link that counts no more, why, and the link that took its place."""

    class Reason(models.TextChoices):
        SENT_ELSEWHERE = "sent_elsewhere", _("Terkirim ke orang lain")
        LOST = "lost", _("Ponsel atau kertasnya hilang")
        ASKED = "asked", _("Diminta oleh pembayarnya")

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="replaced_links")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    former_token = models.CharField(max_length=TOKEN_LENGTH)
    token = models.CharField(max_length=TOKEN_LENGTH)
    reason = models.CharField(_("alasan"), max_length=14, choices=Reason)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dicabut oleh"))
    at = models.DateTimeField(_("dicabut"))

    class Meta:
        verbose_name = _("tautan kuitansi yang dicabut")
        verbose_name_plural = _("tautan kuitansi yang dicabut")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["former_token"], name="link_is_replaced_once"),
            models.UniqueConstraint(fields=["token"], name="new_link_opens_one_receipt"),
            models.CheckConstraint(
                name="new_link_is_another_one", condition=~Q(token=F("former_token"))
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="replaced_link_is_of_its_receipt",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                func=FORMER_LINK_IS_OF_ITS_RECEIPT,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.get_reason_display()}"


@kept()
class WrongCode(models.Model):
    """Somebody asked for a receipt with a check code that is not its own.

    Kept to slow down guessing, and to see it. Of visitors nothing is kept but when they asked.
    """

    receipt = models.CharField(_("nomor kuitansi"), max_length=LONGEST_NUMBER)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ditanya oleh"),
    )
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("kode periksa yang salah")
        verbose_name_plural = _("kode periksa yang salah")
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["receipt", "at"], name="wrong_code_by_receipt"),
            models.Index(fields=["by", "at"], name="wrong_code_by_asker"),
        ]

    def __str__(self) -> str:
        return self.receipt
