import pgtrigger
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Branch, Market, Partner, User


class Campaign(models.Model):
    """Several drives under one name, counted together: of one partner, or of a whole branch."""

    name = models.CharField(_("nama"), max_length=120)
    branch = models.ForeignKey(
        Branch, models.PROTECT, related_name="campaigns", verbose_name=_("kantor cabang")
    )
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("mitra"),
        help_text=_("Kosong berarti semua mitra kantor cabang."),
    )

    class Meta:
        verbose_name = _("kampanye")
        verbose_name_plural = _("kampanye")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "partner", "name"],
                nulls_distinct=False,
                name="campaign_name_is_unique",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Drive(models.Model):
    """Enrolment on the spot at a place for one or more days, with a target and helpers.

    The helpers are the collectors who may enrol there; whom they enrol on its days counts for it.
    """

    MOST_DAYS = 31

    # Made in the form, so that a double tap plans one drive.
    form_id = models.UUIDField(editable=False, db_default=RandomUUID())
    campaign = models.ForeignKey(
        Campaign,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="drives",
        verbose_name=_("kampanye"),
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="drives", verbose_name=_("mitra")
    )
    place = models.CharField(_("tempat"), max_length=120)
    city = models.CharField(_("kota atau kabupaten"), max_length=80)
    first_day = models.DateField(_("hari pertama"))
    last_day = models.DateField(_("hari terakhir"))
    target = models.PositiveIntegerField(_("target pendaftaran"))
    van = models.CharField(_("mobil keliling"), max_length=40, blank=True)
    markets = models.ManyToManyField(Market, related_name="drives", verbose_name=_("pasar"))
    helpers = models.ManyToManyField(User, related_name="drives", verbose_name=_("pembantu"))
    planned_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("direncanakan oleh")
    )
    planned_at = models.DateTimeField(_("direncanakan"))
    cancelled_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("aktivasi")
        verbose_name_plural = _("aktivasi")
        ordering = ["-first_day", "place", "pk"]
        indexes = [models.Index(fields=["partner", "first_day"], name="drives_of_partner_by_day")]
        constraints = [
            models.CheckConstraint(
                name="drive_ends_after_it_begins",
                condition=Q(last_day__gte=F("first_day")),
            ),
            models.CheckConstraint(
                name="drive_has_a_target",
                condition=Q(target__gt=0),
            ),
            models.UniqueConstraint(fields=["form_id"], name="form_plans_one_drive"),
        ]
        # Enrolments rely on the partner of their drive.
        triggers = [pgtrigger.ReadOnly(name="drive_stays_with_its_partner", fields=["partner"])]

    def __str__(self) -> str:
        return f"{self.place} {self.first_day:%Y-%m-%d}"


@kept(changes=("taken_back_at",), once=("taken_back_at",))
class NotEnrolled(models.Model):
    """Somebody came to a drive and was not enrolled, for a reason. Nothing tells who it was.

    The id is made in the form, so that a double tap counts once; what was counted by mistake is
    taken back and stays.
    """

    class Reason(models.TextChoices):
        ALREADY = "already", _("Sudah peserta")
        NO_CARD = "no_card", _("Tidak membawa KTP")
        NO_MONEY = "no_money", _("Belum ada uang")
        ASKS_FIRST = "asks_first", _("Bertanya dahulu kepada keluarga")
        NO_TIME = "no_time", _("Tidak sempat menunggu")
        TOO_OLD = "too_old", _("Umur 65 tahun atau lebih")
        DECLINES = "declines", _("Tidak berminat")
        OTHER = "other", _("Alasan lain")

    id = models.UUIDField(primary_key=True, editable=False)
    drive = models.ForeignKey(
        Drive, models.PROTECT, related_name="not_enrolled", verbose_name=_("aktivasi")
    )
    reason = models.CharField(_("alasan"), max_length=10, choices=Reason)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("dihitung oleh"))
    at = models.DateTimeField(_("waktu"))
    taken_back_at = models.DateTimeField(_("dibatalkan"), null=True, blank=True)

    class Meta:
        verbose_name = _("datang tanpa mendaftar")
        verbose_name_plural = _("datang tanpa mendaftar")
        ordering = ["-at", "pk"]
        indexes = [models.Index(fields=["drive", "at"], name="not_enrolled_at_drive")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {self.at:%Y-%m-%d %H:%M}"
