from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept, refused
from markets.models import Market, Partner, User
from members.models import Member

# Whose collector she is, and who has ever taken money for her, does not ask her.
OWN_TAKINGS = """EXISTS (
    SELECT FROM contributions_spotperson person
    WHERE person.id = {person} AND (
        person.collector_id = {user} OR EXISTS (
            SELECT FROM contributions_payment payment
            WHERE payment.member_id = person.member_id AND payment.taken_by_id = {user})))"""


@kept()
class SpotDraw(models.Model):
    """The people of a partner drawn by lot in a month, to be asked what they paid.

    The seed and all lots are kept, so that anybody can draw again and come to the same people.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="spot_draws")
    month = models.DateField(_("bulan"))
    # They are asked what they paid from this day on.
    since = models.DateField(_("ditanya sejak"))
    seed = models.CharField(_("benih undian"), max_length=64)
    # For each market: how many are drawn, and each member with her number of lots.
    lots = models.JSONField(_("undian"), default=list)
    drawn_at = models.DateTimeField(_("diundi"))

    class Meta:
        verbose_name = _("undian cek acak")
        verbose_name_plural = _("undian cek acak")
        ordering = ["-month", "partner"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "month"], name="partner_draws_once_in_a_month"
            ),
            models.CheckConstraint(
                name="draw_is_for_a_whole_month", condition=Q(month__day=1) & ~Q(seed="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.month:%Y-%m}"


@kept()
class SpotPerson(models.Model):
    """Somebody who was drawn, with how many lots she had and why, and whose takings are checked."""

    draw = models.ForeignKey(SpotDraw, models.PROTECT, related_name="people")
    member = models.ForeignKey(Member, models.PROTECT, related_name="spot_checks")
    market = models.ForeignKey(Market, models.PROTECT, related_name="spot_checks")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="spot_checks")
    # Who takes her dues; empty where nobody covers her place.
    collector = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="spot_checks"
    )
    weight = models.PositiveSmallIntegerField(_("jumlah undian"))
    reasons = ArrayField(models.CharField(max_length=20), verbose_name=_("sebab"), default=list)

    class Meta:
        verbose_name = _("orang terpilih")
        verbose_name_plural = _("orang terpilih")
        ordering = ["draw", "market", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "member"], name="person_is_drawn_once"),
            models.CheckConstraint(name="everybody_has_a_lot", condition=Q(weight__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.draw_id} {self.member_id}"


@kept(changes=("live",))
class SpotAsker(models.Model):
    """Who goes and asks: somebody else than who takes her dues. Replaced, the row stays."""

    person = models.ForeignKey(SpotPerson, models.PROTECT, related_name="askers")
    user = models.ForeignKey(
        User, models.PROTECT, related_name="spot_askings", verbose_name=_("penanya")
    )
    given_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("ditugaskan oleh")
    )
    at = models.DateTimeField(_("ditugaskan"))
    live = models.BooleanField(_("berlaku"), default=True)

    class Meta:
        verbose_name = _("penanya cek acak")
        verbose_name_plural = _("penanya cek acak")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(live=True), name="one_asks_a_person"
            ),
        ]
        triggers = [
            refused(
                "nobody_asks_about_own_takings",
                OWN_TAKINGS.format(person="NEW.person_id", user="NEW.user_id"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.user_id}"
