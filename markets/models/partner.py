import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _


class Branch(models.Model):
    """An office of BPJS Ketenagakerjaan: its reviewers approve the enrolments of its partners."""

    code = models.SlugField(_("kode"), unique=True)
    name = models.CharField(_("nama"), max_length=120)

    class Meta:
        verbose_name = _("kantor cabang")
        verbose_name_plural = _("kantor cabang")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class Partner(models.Model):
    """An organisation that enrols members and collects their dues (wadah, mitra)."""

    class Kind(models.TextChoices):
        MARKET_OPERATOR = "market_operator", _("Pengelola pasar")
        TRADE_OFFICE = "trade_office", _("Dinas perdagangan")
        ASSOCIATION = "association", _("Asosiasi pedagang")
        TRADER_GROUP = "trader_group", _("Paguyuban pedagang")
        AGGREGATOR = "aggregator", _("Agregator")

    code = models.SlugField(_("kode"), unique=True)
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=20, choices=Kind)
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="partners", verbose_name=_("kantor cabang")
    )
    handover_hours = models.PositiveSmallIntegerField(
        _("batas serah terima (jam kerja)"),
        default=24,
        help_text=_("Uang tunai yang lebih lama dari ini di tangan kolektor diberi peringatan."),
    )
    cash_limit_idr = models.PositiveBigIntegerField(
        _("batas uang tunai kolektor (rupiah)"),
        default=0,
        help_text=_(
            "Kolektor tidak menerima uang tunai yang membuat uang di tangannya lebih dari ini, "
            "sampai ia menyerahkannya. Nol: tanpa batas."
        ),
    )
    # One person's practice: invented people under a branch of nobody's (collectors/practice.py).
    is_practice = models.BooleanField(default=False, db_default=False, editable=False)

    class Meta:
        verbose_name = _("mitra")
        verbose_name_plural = _("mitra")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
