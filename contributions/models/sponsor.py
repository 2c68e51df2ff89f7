import uuid

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from markets.guards import kept
from markets.models import Market, Partner, User
from markets.models.second_person import DECIDED, DecidedByAnother, by_another, names_who_and_when
from members.models import Member, PayerKind, Sector


@kept(changes=("contact_name", "contact"))
class Sponsor(models.Model):
    """An organisation that pays dues for others, through one partner.

    The partner bills it, and keeps its money until months are paid with it. Who gives through two
    partners is a sponsor of each.
    """

    class Kind(models.TextChoices):
        APBD = "apbd", _("Anggaran daerah (APBD)")
        APBN = "apbn", _("Anggaran negara (APBN)")
        COMPANY = "company", _("Perusahaan")
        DONOR = "donor", _("Donatur")

    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="sponsors", verbose_name=_("mitra")
    )
    name = models.CharField(_("nama"), max_length=120)
    kind = models.CharField(_("jenis"), max_length=10, choices=Kind)
    contact_name = models.CharField(_("nama penghubung"), max_length=120, blank=True)
    contact = models.CharField(_("telepon atau surel"), max_length=120, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    recorded_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("sponsor")
        verbose_name_plural = _("sponsor")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["partner", "name"], name="sponsor_of_a_partner_once"),
            models.CheckConstraint(name="sponsor_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def payer_kind(self) -> PayerKind:
        """How the tariff calls such a payer: public budgets are excluded from some reliefs."""
        if self.kind in (self.Kind.APBD, self.Kind.APBN):
            return PayerKind(self.kind)
        return PayerKind.OTHER_SPONSOR


@kept(
    changes=(*DECIDED, "drawn_idr", "people", "runs_out_month", "reckoned_at"),
    moves=(("asked", "approved"), ("asked", "refused"), ("asked", "withdrawn")),
)
class SponsorProgramme(DecidedByAnother):
    """What a sponsor pays: for whom, from a month until a month, out of which budget.

    JKK and JKM always, JHT where `jht` says so; always all that a person is insured for. People are
    taken by a rule or from a list, those enrolled longest first. Asked for by one person, approved
    by another.
    """

    class Status(models.TextChoices):
        ASKED = "asked", _("Menunggu persetujuan")
        APPROVED = "approved", _("Disetujui")
        REFUSED = "refused", _("Ditolak")
        WITHDRAWN = "withdrawn", _("Ditarik kembali")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sponsor = models.ForeignKey(Sponsor, models.PROTECT, related_name="programmes")
    partner = models.ForeignKey(
        Partner, models.PROTECT, related_name="sponsor_programmes", verbose_name=_("mitra")
    )
    name = models.CharField(_("nama program"), max_length=120)
    first_month = models.DateField(_("bulan pertama"))
    last_month = models.DateField(_("bulan terakhir"))
    jht = models.BooleanField(_("juga JHT"), default=False)
    budget_idr = models.PositiveBigIntegerField(_("anggaran"))
    # What stands on its statements; a trigger keeps it.
    drawn_idr = models.PositiveBigIntegerField(_("sudah ditagihkan"), default=0)
    most_people = models.PositiveIntegerField(_("paling banyak orang"), null=True, blank=True)
    most_months = models.PositiveSmallIntegerField(
        _("paling banyak bulan per orang"), null=True, blank=True
    )
    # Who is sponsored now; a trigger keeps it.
    people = models.PositiveIntegerField(_("peserta sekarang"), default=0)
    # The rule; empty is everybody. A list goes before: only who is on it, whatever the rule.
    by_list = models.BooleanField(_("menurut daftar"), default=False)
    occupation = models.CharField(_("pekerjaan"), max_length=80, blank=True)
    sector = models.CharField(_("sektor"), max_length=15, choices=Sector, blank=True)
    most_income_idr = models.PositiveIntegerField(_("penghasilan sampai"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ASKED)
    asked_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("diajukan oleh")
    )
    asked_at = models.DateTimeField(_("diajukan"))
    # The first month for which the budget will not do for everybody, as last reckoned.
    runs_out_month = models.DateField(_("anggaran habis"), null=True, blank=True)
    reckoned_at = models.DateTimeField(_("diperkirakan"), null=True, blank=True)

    class Meta:
        verbose_name = _("program sponsor")
        verbose_name_plural = _("program sponsor")
        ordering = ["-first_month", "name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="sponsor_programme_is_whole_months",
                condition=Q(first_month__day=1, last_month__day=1),
            ),
            models.CheckConstraint(
                name="sponsor_programme_ends_after_it_begins",
                condition=Q(last_month__gte=F("first_month")),
            ),
            models.CheckConstraint(
                name="sponsor_programme_has_a_budget", condition=Q(budget_idr__gt=0)
            ),
            models.CheckConstraint(
                name="sponsor_budget_is_never_exceeded",
                condition=Q(drawn_idr__lte=F("budget_idr")),
            ),
            models.CheckConstraint(
                name="sponsored_people_never_exceed_the_cap",
                condition=Q(most_people=None) | Q(people__lte=F("most_people")),
            ),
            models.CheckConstraint(
                name="caps_of_a_sponsor_programme_are_positive",
                condition=(Q(most_people=None) | Q(most_people__gt=0))
                & (Q(most_months=None) | Q(most_months__gt=0))
                & (Q(most_income_idr=None) | Q(most_income_idr__gt=0)),
            ),
            by_another("sponsor_programme_is_decided_by_another"),
            names_who_and_when(
                "decided_sponsor_programme_names_who_and_when",
                "approved",
                "refused",
                withdrawable=True,
            ),
            models.CheckConstraint(
                name="refused_sponsor_programme_says_why",
                condition=~Q(status="refused") | ~Q(decision_note=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="decision_about_a_sponsor_programme_stays",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status="asked")
                & (
                    pgtrigger.Q(old__decided_by__df=pgtrigger.F("new__decided_by"))
                    | pgtrigger.Q(old__decided_at__df=pgtrigger.F("new__decided_at"))
                    | pgtrigger.Q(old__decision_note__df=pgtrigger.F("new__decision_note"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def waits(self) -> bool:
        """Whether nobody has decided yet."""
        return self.status == self.Status.ASKED

    @property
    def rest_idr(self) -> int:
        """What of the budget stands on no statement, in rupiah."""
        return self.budget_idr - self.drawn_idr


@kept()
class ProgrammeMarket(models.Model):
    """A market whose people a programme takes; a programme without any takes those of all."""

    programme = models.ForeignKey(SponsorProgramme, models.PROTECT, related_name="in_markets")
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="sponsor_programmes", verbose_name=_("pasar")
    )

    class Meta:
        verbose_name = _("pasar program sponsor")
        verbose_name_plural = _("pasar program sponsor")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "market"], name="market_of_a_sponsor_programme_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.market_id}"


@kept()
class ListedPerson(models.Model):
    """A person on the list of a programme that takes people by list."""

    programme = models.ForeignKey(SponsorProgramme, models.PROTECT, related_name="listed")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="sponsor_lists", verbose_name=_("peserta")
    )

    class Meta:
        verbose_name = _("orang dalam daftar sponsor")
        verbose_name_plural = _("orang dalam daftar sponsor")
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "member"], name="person_on_a_sponsor_list_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.member_id}"
