from django.db import models
from django.utils.translation import gettext_lazy as _

from markets.models.user import User


class PasswordCode(models.Model):
    """A one-time code with which a person sets a new password; handed over in person.

    Only a hash is kept. It is spent by use, by time, or by a thousand wrong tries.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="password_codes")
    code_hash = models.CharField(max_length=128)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="issued_password_codes")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    # When the person said that she has seen who issued it, once it was used.
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    wrong_tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("kode kata sandi")
        verbose_name_plural = _("kode kata sandi")
        ordering = ["-issued_at"]

    def __str__(self) -> str:
        return f"{self.user} {self.issued_at:%Y-%m-%d %H:%M}"
