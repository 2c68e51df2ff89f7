"""Why the branch returns or refuses an enrolment: codes that can be counted and mended."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReturnReason(models.TextChoices):
    """What has to be mended. The first ten can be chosen by a digit, in this order."""

    NIK = "nik_differs", _("NIK berbeda dengan KTP")
    NAME = "name_differs", _("Nama berbeda dengan KTP")
    BIRTH = "birth_or_sex_differs", _("Tanggal lahir atau jenis kelamin berbeda")
    PHOTO_UNREADABLE = "photo_unreadable", _("Foto KTP tidak terbaca")
    PHOTO_MISSING = "photo_missing", _("Foto KTP tidak ada")
    MOTHER_NAME = "mother_name", _("Nama ibu kandung")
    ADDRESS = "address", _("Alamat")
    PHONE = "phone", _("Nomor HP")
    PLACE = "place", _("Pasar, blok atau tempat usaha")
    WORK = "work", _("Pekerjaan atau sektor")
    INCOME = "income", _("Penghasilan")
    CONSENT = "consent", _("Persetujuan")
    OTHER = "other", _("Lainnya")


class RejectionReason(models.TextChoices):
    """Why somebody cannot be insured here at all."""

    NOT_SELF_EMPLOYED = "not_self_employed", _("Bukan pedagang atau pekerja mandiri")
    TOO_OLD = "too_old", _("Sudah berumur 65 tahun pada hari pendaftaran")
    DUPLICATE = "duplicate", _("Sudah terdaftar")
    INSURED_ELSEWHERE = "insured_elsewhere", _("Iurannya sudah dibayar pihak lain")
    REFUSED_BY_BPJS = "refused_by_bpjs", _("Ditolak BPJS Ketenagakerjaan")
    OTHER = "other", _("Lainnya")
