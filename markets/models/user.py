import pghistory
from django.contrib.auth.models import AbstractUser, UserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from markets.models.partner import Branch, Partner


class Role(models.TextChoices):
    """What a person does here; each has exactly one role."""

    COLLECTOR = "collector", _("Kolektor")
    TREASURER = "treasurer", _("Bendahara")
    REVIEWER = "reviewer", _("Petugas cabang")
    AUDITOR = "auditor", _("Auditor")
    ADMIN = "admin", _("Admin")


class TextSize(models.TextChoices):
    """How large the letters of a person's pages are."""

    NORMAL = "normal", _("Biasa")
    LARGE = "large", _("Besar")
    LARGEST = "largest", _("Sangat besar")


class AccountManager(UserManager["User"]):
    def create_user(self, username, email=None, password=None, **extra):  # type: ignore[no-untyped-def]
        """A person with a role; who enters the admin site follows from the role alone."""
        return self._create_user(username, email, password, **extra)  # type: ignore[attr-defined]

    def create_superuser(self, username, email=None, password=None, **extra):  # type: ignore[no-untyped-def]
        """An admin who may do everything in the admin site."""
        extra.setdefault("role", Role.ADMIN)
        extra.setdefault("is_superuser", True)
        return self._create_user(username, email, password, **extra)  # type: ignore[attr-defined]


@pghistory.track(exclude=["password", "last_login", "text_size", "tour_closed_at"])
class User(AbstractUser):
    """A person who works with the system, and the partner or branch this person answers to."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("nama"), max_length=120)
    phone = PhoneNumberField(_("telepon"), blank=True)
    role = models.CharField(_("peran"), max_length=10, choices=Role)
    partner = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("mitra"),
    )
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("kantor cabang"),
    )
    text_size = models.CharField(
        _("ukuran huruf"),
        max_length=7,
        choices=TextSize,
        default=TextSize.NORMAL,
        db_default=TextSize.NORMAL,
    )
    # Of the introduction shown at the first login; nothing until the person has closed it.
    tour_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Whose account in a practice market this is; it has no password, and only its owner enters it.
    practice_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AccountManager()  # type: ignore[misc]
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("pengguna")
        verbose_name_plural = _("pengguna")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="scope_fits_the_role",
                condition=(
                    Q(
                        role__in=["collector", "treasurer"],
                        partner__isnull=False,
                        branch=None,
                    )
                    | Q(role="reviewer", partner=None, branch__isnull=False)
                    | Q(role="auditor", partner__isnull=False, branch=None)
                    | Q(role="auditor", partner=None, branch__isnull=False)
                    | Q(role="admin", partner=None, branch=None)
                ),
                violation_error_message=_(
                    "Kolektor dan bendahara memerlukan mitra; petugas cabang memerlukan kantor "
                    "cabang; auditor salah satunya; admin tidak keduanya."
                ),
            ),
            models.UniqueConstraint(
                name="one_practice_account_of_each_role",
                fields=["practice_of", "role"],
                condition=Q(is_active=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def is_treasurer_of(self, partner_id: int) -> bool:
        """Whether this person keeps the money of that partner, given by id."""
        return self.role == Role.TREASURER and self.partner_id == partner_id

    def is_reviewer_of(self, partner: Partner) -> bool:
        """Whether this person decides for the branch to which that partner belongs."""
        return self.role == Role.REVIEWER and self.branch_id == partner.branch_id

    @property
    def works_without_signal(self) -> bool:
        """Whether this person's phone keeps what she enters: a collector's, but not in practice."""
        return self.role == Role.COLLECTOR and self.practice_of_id is None

    @property
    def text_class(self) -> str:
        """The class of <html> on this person's pages; none where the letters are as usual."""
        return "" if self.text_size == TextSize.NORMAL else f"text-{self.text_size}"

    @property
    def is_staff(self) -> bool:  # type: ignore[override]
        """Only admins enter the admin site."""
        return self.role == Role.ADMIN
