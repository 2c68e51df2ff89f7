import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from markets.guards import kept
from markets.models import Market, User
from members.models.emptied import only_emptied


class Sex(models.TextChoices):
    FEMALE = "female", _("Perempuan")
    MALE = "male", _("Laki-laki")


@pghistory.track(
    exclude=["nik_encrypted", "nik_index", "nik_key_id"],
    meta={
        "triggers": [
            only_emptied(
                "NEW.name IN (OLD.name, '—')",
                "NEW.birth_place IN (OLD.birth_place, '')",
                "NEW.birth_date IN (OLD.birth_date, date_trunc('year', OLD.birth_date)::date)",
                "NEW.mother_name IN (OLD.mother_name, '')",
                "NEW.address IN (OLD.address, '')",
                "NEW.phone IN (OLD.phone, '')",
                "NEW.second_occupation IN (OLD.second_occupation, '')",
                "(NEW.membership_number IS NULL OR NEW.membership_number = OLD.membership_number)",
            )
        ]
    },
)
class Member(models.Model):
    """A person who is, was or wants to be insured through a partner. One NIK, one member."""

    class Status(models.TextChoices):
        APPLYING = "applying", _("Menunggu persetujuan")
        ACTIVE = "active", _("Aktif")
        LAPSED = "lapsed", _("Nonaktif")
        REJECTED = "rejected", _("Ditolak")
        ENDED = "ended", _("Berhenti")
        DECEASED = "deceased", _("Meninggal dunia")

    nik_encrypted = models.BinaryField(editable=False)
    nik_key_id = models.CharField(max_length=20, editable=False)
    # A keyed hash: finds the same NIK again without being readable.
    nik_index = models.BinaryField(max_length=32, unique=True, editable=False)
    name = models.CharField(_("nama sesuai KTP"), max_length=120)
    birth_place = models.CharField(_("tempat lahir"), max_length=80, blank=True)
    birth_date = models.DateField(_("tanggal lahir"))
    sex = models.CharField(_("jenis kelamin"), max_length=6, choices=Sex)
    mother_name = models.CharField(_("nama gadis ibu kandung"), max_length=120)
    address = models.CharField(_("alamat"), max_length=250)
    phone = PhoneNumberField(_("nomor HP"), blank=True)
    occupation = models.CharField(_("pekerjaan"), max_length=80)
    second_occupation = models.CharField(_("pekerjaan kedua"), max_length=80, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.APPLYING)
    membership_number = models.CharField(
        _("nomor peserta (KPJ)"), max_length=11, null=True, blank=True, unique=True
    )
    # Where she is now; older rows about her keep the market they were made in.
    market = models.ForeignKey(
        Market, models.PROTECT, related_name="members", verbose_name=_("pasar")
    )
    created_at = models.DateTimeField(_("dicatat"))

    class Meta:
        verbose_name = _("peserta")
        verbose_name_plural = _("peserta")
        ordering = ["name", "pk"]
        indexes = [
            models.Index(fields=["market", "status"], name="member_by_market_and_status"),
            # In capitals, as a search for a part of a name compares (`icontains`).
            GinIndex(OpClass(Upper("name"), name="gin_trgm_ops"), name="member_by_part_of_name"),
            # People like the one of a case (members/likeness.py).
            models.Index(fields=["birth_date"], name="member_by_birth_date"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="member_by_phone"),
            models.Index(Upper("address"), name="member_by_address"),
        ]
        constraints = [
            models.CheckConstraint(
                name="membership_number_is_eleven_digits",
                condition=Q(membership_number=None) | Q(membership_number__regex=r"^[0-9]{11}$"),
                violation_error_message=_("Nomor peserta (KPJ) terdiri atas 11 angka."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def addressed(self) -> str:
        """Her name as one says it to her: `Ibu Siti Contoh`."""
        said = gettext("Ibu %(name)s") if self.sex == Sex.FEMALE else gettext("Bapak %(name)s")
        return said % {"name": self.name}


@kept()
class PersonalDataView(models.Model):
    """Somebody read a member's NIK in full, or looked at a picture of her."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="data_views")
    market = models.ForeignKey(Market, models.PROTECT, related_name="+")
    what = models.CharField(max_length=20)
    # Which picture, where it was one. Its row may be erased in time; that it was seen stays.
    document = models.UUIDField(null=True, editable=False)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("pembacaan data pribadi")
        verbose_name_plural = _("pembacaan data pribadi")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
