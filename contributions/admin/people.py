"""Who holds cash keeps her role and partner: otherwise nobody could take it over from her."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from contributions import cash, wording
from markets.admin.people import UserAdmin, UserForm
from markets.models import User


class CarrierForm(UserForm):
    """A person as the admin site changes her, with an eye on the cash she answers for."""

    def clean(self) -> dict[str, Any]:
        """Refuse another role or partner while she holds cash; she may be made inactive."""
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
        return cleaned


admin.site.unregister(User)


@admin.register(User)
class CarrierAdmin(UserAdmin):
    form = CarrierForm
