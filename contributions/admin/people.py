"""Who holds cash keeps her role and partner: otherwise nobody could take it over from her.

So does a collector who has worked: what waits on a phone of hers for a signal, of which nobody here
knows, and a slip that turns up later are of the partner and the collector it was taken for.
"""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contributions import cash, wording
from markets.admin.people import UserAdmin, UserForm
from markets.models import Role, User


class CarrierForm(UserForm):
    """A person as the admin site changes her, with an eye on the cash she answers for."""

    def clean(self) -> dict[str, Any]:
        """Refuse another role or partner while cash may be hers; she may be made inactive."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.instance.pk or not {"role", "partner"} & set(self.changed_data):
            return cleaned
        carried_idr = cash.carried(user=self.instance)
        if carried_idr:
            raise ValidationError(
                _(
                    "%(name)s masih memegang %(amount)s uang tunai. Peran dan mitranya baru dapat "
                    "diubah setelah uang itu diserahkan atau disetor."
                )
                % {"name": self.instance.name, "amount": wording.rupiah(carried_idr)},
                code="holds_cash",
            )
        if self.initial["role"] == Role.COLLECTOR and self.instance.last_login:
            raise ValidationError(
                _(
                    "%(name)s sudah bekerja sebagai kolektor, dan kiriman dari ponselnya masih "
                    "dapat datang. Untuk peran atau mitra lain, buatkan akun baru."
                )
                % {"name": self.instance.name},
                code="has_worked",
            )
        return cleaned


admin.site.unregister(User)


@admin.register(User)
class CarrierAdmin(UserAdmin):
    form = CarrierForm
