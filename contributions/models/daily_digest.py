import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept

SIGNS, GROUP = 64, 4


@kept()
class DailyDigest(models.Model):
    """One fingerprint over all rows of money stored on a day (WIB), and over the one before it.

    A row that is changed, added or taken away later gives that day another one, and every day
    after it. `tables` keeps how it was made: of each table with rows that day its name, the columns
    there were, the number of rows, and their own digest.
    """

    day = models.DateField(_("hari"))
    previous = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="following"
    )
    sha256 = models.CharField(_("sidik"), max_length=SIGNS)
    rows = models.PositiveBigIntegerField(_("baris"))
    tables = models.JSONField(_("tabel"), editable=False)
    made_at = models.DateTimeField(_("dibuat"))

    class Meta:
        verbose_name = _("sidik buku")
        verbose_name_plural = _("sidik buku")
        ordering = ["-day"]
        constraints = [
            models.UniqueConstraint(fields=["day"], name="a_day_has_one_digest"),
            models.UniqueConstraint(
                fields=["previous"], name="digests_form_one_chain", nulls_distinct=False
            ),
            models.CheckConstraint(
                name="digest_is_64_hexadecimal_signs", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="digest_follows_the_day_before",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(new__previous__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM contributions_dailydigest former
                        WHERE former.id = NEW.previous_id AND former.day = NEW.day - 1) THEN
                        RAISE EXCEPTION 'digest_follows_the_day_before'
                            USING ERRCODE = 'check_violation',
                                CONSTRAINT = 'digest_follows_the_day_before';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.sha256}"

    @property
    def groups(self) -> list[str]:
        """Its signs, so that people can read them to each other."""
        return [self.sha256[first : first + GROUP] for first in range(0, SIGNS, GROUP)]
