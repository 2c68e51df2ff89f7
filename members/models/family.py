from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from markets.models import User
from members.models.member import Member


class FamilyContact(models.Model):
    """Somebody of a member's family who can be reached. Whom a benefit is due to the law says
    (`members/heirs.py`), not this list."""

    class Relation(models.TextChoices):
        SPOUSE = "spouse", _("Suami atau istri")
        CHILD = "child", _("Anak")
        PARENT = "parent", _("Ayah atau ibu")
        GRANDCHILD = "grandchild", _("Cucu")
        GRANDPARENT = "grandparent", _("Kakek atau nenek")
        SIBLING = "sibling", _("Saudara kandung")
        PARENT_IN_LAW = "parent_in_law", _("Mertua")
        OTHER = "other", _("Lainnya")

    member = models.ForeignKey(Member, models.CASCADE, related_name="family")
    position = models.PositiveSmallIntegerField(_("urutan"))
    name = models.CharField(_("nama"), max_length=120)
    relation = models.CharField(_("hubungan"), max_length=15, choices=Relation)
    birth_date = models.DateField(_("tanggal lahir"), null=True, blank=True)
    phone = PhoneNumberField(_("nomor HP"), blank=True)
    noted_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("dicatat oleh")
    )
    noted_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("kontak keluarga")
        verbose_name_plural = _("kontak keluarga")
        ordering = ["member", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "position"], name="family_contacts_stand_in_an_order"
            ),
            models.CheckConstraint(name="family_contact_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_relation_display()})"
