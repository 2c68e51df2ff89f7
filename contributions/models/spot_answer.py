from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contributions.models.payment import Payment
from contributions.models.spot_check import OWN_TAKINGS, SpotPerson
from markets.guards import kept, refused
from markets.models import User

NOT_THE_ASKER = """NOT EXISTS (
    SELECT FROM contributions_spotasker asker
    WHERE asker.person_id = NEW.person_id AND asker.user_id = NEW.by_id AND asker.live)"""


@kept()
class SpotAnswer(models.Model):
    """What came of asking one drawn person; written without sight of the books, never changed."""

    class Outcome(models.TextChoices):
        PAID = "paid", _("Membayar")
        NOT_PAID = "not_paid", _("Tidak membayar sama sekali")
        REFUSED = "refused", _("Tidak mau menjawab")
        NOT_FOUND = "not_found", _("Tidak ditemukan")

    # Only these are compared with the books.
    TOLD = (Outcome.PAID, Outcome.NOT_PAID)

    person = models.ForeignKey(SpotPerson, models.PROTECT, related_name="answers")
    outcome = models.CharField(_("jawaban"), max_length=10, choices=Outcome)
    note = models.CharField(_("catatan"), max_length=300, blank=True)
    by = models.ForeignKey(
        User, models.PROTECT, related_name="spot_answers", verbose_name=_("ditanya oleh")
    )
    at = models.DateTimeField(_("waktu"))

    class Meta:
        verbose_name = _("jawaban cek acak")
        verbose_name_plural = _("jawaban cek acak")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person"], name="person_answers_once"),
        ]
        triggers = [
            refused("who_was_to_ask_answers", NOT_THE_ASKER),
            # She may have taken money for her since she was to ask.
            refused(
                "nobody_answers_about_own_takings",
                OWN_TAKINGS.format(person="NEW.person_id", user="NEW.by_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.outcome}"


@kept()
class SaidPayment(models.Model):
    """A payment as she tells it: what she does not remember stays empty.

    `payment` is the one in the books that it turned out to be; without it there is a case.
    """

    class InHand(models.TextChoices):
        YES = "yes", _("Ada, saya lihat")
        NO = "no", _("Tidak ada")
        NOT_SHOWN = "not_shown", _("Katanya ada, tidak diperlihatkan")

    answer = models.ForeignKey(SpotAnswer, models.PROTECT, related_name="said")
    amount_idr = models.PositiveIntegerField(_("jumlah"), null=True, blank=True)
    months = models.PositiveSmallIntegerField(_("berapa bulan"), null=True, blank=True)
    day = models.DateField(_("tanggal"), null=True, blank=True)
    paid_to = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("dibayar kepada"),
    )
    paid_to_words = models.CharField(_("kepada orang lain"), max_length=120, blank=True)
    receipt_in_hand = models.CharField(_("kuitansi"), max_length=10, choices=InHand)
    receipt_number = models.CharField(_("nomor kuitansi"), max_length=30, blank=True)
    payment = models.ForeignKey(
        Payment, models.PROTECT, null=True, blank=True, related_name="spot_checks"
    )

    class Meta:
        verbose_name = _("pembayaran menurut pedagang")
        verbose_name_plural = _("pembayaran menurut pedagang")
        ordering = ["answer", "pk"]
        constraints = [
            models.CheckConstraint(
                name="said_payment_says_how_much",
                condition=Q(amount_idr__isnull=False, amount_idr__gt=0)
                | Q(amount_idr=None, months__isnull=False, months__gt=0),
            ),
            models.UniqueConstraint(
                fields=["answer", "payment"],
                condition=Q(payment__isnull=False),
                name="payment_is_told_once_in_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.day or '?'}"
