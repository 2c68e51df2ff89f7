import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept, lies_within
from markets.models import Market, Partner, User


@kept(changes=("settles_into",), once=("settles_into",))
class PartnerAccount(models.Model):
    """An account of a partner whose statements are read: at a bank, or at a payment provider.

    A provider pays out what it took into one of the partner's bank accounts.
    """

    class Kind(models.TextChoices):
        BANK = "bank", _("Rekening bank")
        PROVIDER = "provider", _("Penyedia pembayaran (QRIS)")

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="accounts", verbose_name=_("mitra")
    )
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    institution = models.CharField(_("bank atau penyedia"), max_length=60)
    number = models.CharField(_("nomor rekening atau pedagang"), max_length=40)
    holder = models.CharField(_("atas nama"), max_length=120)
    settles_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="providers",
        verbose_name=_("dicairkan ke"),
    )
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("rekening mitra")
        verbose_name_plural = _("rekening mitra")
        ordering = ["kind", "institution", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind", "institution", "number"],
                name="an_account_is_recorded_once",
            ),
            models.CheckConstraint(
                name="only_a_provider_settles_into_a_bank",
                condition=Q(kind="provider") | Q(settles_into=None),
            ),
        ]
        triggers = [
            lies_within(
                name="money_settles_within_the_partner",
                part="settles_into",
                place="partner",
                model="contributions.PartnerAccount",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.institution} {self.number}"


@kept(changes=("ended_by", "ended_at"), once=("ended_by", "ended_at"))
class QrisCode(models.Model):
    """The static QRIS code of a market as its provider issued it; a former one stays as history."""

    market = models.ForeignKey(Market, models.PROTECT, related_name="qris_codes")
    account = models.ForeignKey(PartnerAccount, models.PROTECT, related_name="qris_codes")
    payload = models.TextField(_("isi kode"))
    # As the code itself says; kept apart so that lists need not read it.
    nmid = models.CharField("NMID", max_length=15)
    merchant_name = models.CharField(_("nama pedagang"), max_length=99)
    merchant_city = models.CharField(_("kota"), max_length=99)
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(_("dicatat"))
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(_("diakhiri"), null=True, blank=True)

    class Meta:
        verbose_name = _("kode QRIS")
        verbose_name_plural = _("kode QRIS")
        ordering = ["market", "-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["market"],
                condition=Q(ended_at=None),
                name="market_has_one_qris_code",
            ),
            models.CheckConstraint(
                name="ended_qris_code_names_who_and_when",
                condition=Q(ended_by=None, ended_at=None)
                | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="qris_code_ends_with_its_checksum",
                condition=Q(payload__regex=r"^000201.*6304[0-9A-F]{4}$"),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="qris_code_pays_into_a_provider",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NOT EXISTS (
                        SELECT FROM contributions_partneraccount account
                        JOIN markets_market market ON market.partner_id = account.partner_id
                        WHERE account.id = NEW.account_id AND account.kind = 'provider'
                          AND market.id = NEW.market_id) THEN
                        RAISE EXCEPTION 'qris_code_pays_into_a_provider'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'qris_code_pays_into_a_provider';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nmid} {self.merchant_name}"
