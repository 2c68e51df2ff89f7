from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from contributions.models.spot_answer import SaidPayment, SpotAnswer
from markets.guards import kept, refused
from markets.models import Market, Partner, User
from markets.models.second_person import (
    DECIDED,
    DecidedByAnother,
    by_another,
    names_who_and_when,
    stays_decided,
)

OF_THE_COLLECTOR = """EXISTS (
    SELECT FROM contributions_spotcase spot_case
    WHERE spot_case.id = NEW.case_id AND spot_case.collector_id = NEW.{user}_id)"""


@kept(changes=("owner",))
class SpotCase(models.Model):
    """A difference between what she told and what the books said when she told it.

    `collector` is whom it is about. It is closed by a finding that a second person confirmed.
    """

    class Kind(models.TextChoices):
        UNRECORDED = "unrecorded", _("Uang tidak tercatat")
        AMOUNT = "amount", _("Jumlahnya berbeda")
        DENIED = "denied", _("Tercatat, menurutnya tidak dibayar")
        RECEIPT = "receipt", _("Nomor kuitansi tidak dikenal")

    answer = models.ForeignKey(SpotAnswer, models.PROTECT, related_name="cases")
    market = models.ForeignKey(Market, models.PROTECT, related_name="spot_cases")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="spot_cases")
    kind = models.CharField(_("perbedaan"), max_length=10, choices=Kind)
    said = models.OneToOneField(
        SaidPayment, models.PROTECT, null=True, blank=True, related_name="case"
    )
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="spot_cases"
    )
    # As of the day she was asked: whatever is booked later, this is what differed.
    said_idr = models.PositiveIntegerField(_("menurut pedagang"), null=True, blank=True)
    booked_idr = models.PositiveIntegerField(_("menurut buku"), default=0)
    collector = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="spot_cases"
    )
    opened_at = models.DateTimeField(_("dibuka"))
    owner = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="spot_cases_owned",
        verbose_name=_("penanggung jawab"),
    )

    class Meta:
        verbose_name = _("kasus cek acak")
        verbose_name_plural = _("kasus cek acak")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="case_is_not_owned_by_the_collector_concerned",
                condition=Q(owner=None) | Q(collector=None) | ~Q(owner=F("collector")),
            ),
            models.CheckConstraint(
                name="case_is_about_what_was_told_or_booked",
                condition=Q(kind="denied", said=None, payment__isnull=False)
                | Q(kind__in=["unrecorded", "receipt"], said__isnull=False, payment=None)
                | Q(kind="amount", said__isnull=False, payment__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["answer", "payment"],
                condition=Q(payment__isnull=False),
                name="payment_opens_one_case_of_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.kind}"


@kept()
class SpotStep(models.Model):
    """What was done about a case, and by whom."""

    case = models.ForeignKey(SpotCase, models.PROTECT, related_name="steps")
    words = models.CharField(_("langkah"), max_length=500)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("oleh"))
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("langkah kasus cek acak")
        verbose_name_plural = _("langkah kasus cek acak")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="step_says_what_was_done", condition=~Q(words="")),
        ]
        triggers = [
            refused(
                "collector_concerned_takes_no_step",
                OF_THE_COLLECTOR.format(user="by"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.words}"


@kept(
    changes=DECIDED,
    moves=(("asked", "granted"), ("asked", "refused")),
)
class SpotFinding(DecidedByAnother):
    """What a case turned out to be: found by one person, confirmed by another; that closes it."""

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu orang kedua")
        GRANTED = "granted", _("Ditutup")
        REFUSED = "refused", _("Dikembalikan")

    class Finding(models.TextChoices):
        NOT_ENTERED = "not_entered", _("Uang diterima dan tidak dicatat")
        ENTERED_LATER = "entered_later", _("Terlambat dicatat, sekarang ada di buku")
        TRADER_MISTAKEN = "trader_mistaken", _("Pedagang keliru ingat")
        OTHER_PAYER = "other_payer", _("Dibayar orang lain untuknya")
        BOOK_MISTAKEN = "book_mistaken", _("Buku keliru, dibetulkan dengan pembatalan")
        NOT_PROVEN = "not_proven", _("Tidak dapat dibuktikan")

    case = models.ForeignKey(SpotCase, models.PROTECT, related_name="findings")
    finding = models.CharField(_("temuan"), max_length=20, choices=Finding)
    # Cash that was taken and never entered; only then.
    amount_idr = models.PositiveIntegerField(_("uang tidak tercatat"), null=True, blank=True)
    explanation = models.CharField(_("penjelasan"), max_length=500)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("ditemukan oleh")
    )
    proposed_at = models.DateTimeField(_("ditulis"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)

    class Meta:
        verbose_name = _("temuan cek acak")
        verbose_name_plural = _("temuan cek acak")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(status__in=["asked", "granted"]),
                name="case_has_one_standing_finding",
            ),
            by_another("finding_is_confirmed_by_another_person", asker="proposed_by"),
            names_who_and_when("decided_finding_names_who_and_when", "granted", "refused"),
            models.CheckConstraint(
                name="cash_not_entered_has_an_amount",
                condition=Q(finding="not_entered", amount_idr__isnull=False, amount_idr__gt=0)
                | (~Q(finding="not_entered") & Q(amount_idr=None)),
            ),
            models.CheckConstraint(name="finding_is_explained", condition=~Q(explanation="")),
        ]
        triggers = [
            refused(
                "collector_concerned_finds_nothing",
                OF_THE_COLLECTOR.format(user="proposed_by"),
            ),
            stays_decided("decided_findings_stay"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.finding}"
