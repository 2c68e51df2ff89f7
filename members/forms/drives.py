"""Planning a drive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from markets.forms import DayInput, PageForm
from markets.models import Market, Partner, Role, User
from members import drives
from members.models import Drive


class DriveForm(PageForm):
    """Where, when, how many, for whom and by whom."""

    submit_label = _("Simpan rencana")
    id = forms.UUIDField(widget=forms.HiddenInput)
    place = forms.CharField(
        label=_("Tempat"), max_length=120, help_text=_("Misalnya: Halaman depan Pasar Cisarua.")
    )
    city = forms.CharField(label=_("Kota atau kabupaten"), max_length=80)
    first_day = forms.DateField(label=_("Hari pertama"), widget=DayInput())
    last_day = forms.DateField(
        label=_("Hari terakhir"),
        widget=DayInput(),
        required=False,
        help_text=_("Kosongkan kalau hanya satu hari."),
    )
    target = forms.IntegerField(
        label=_("Target pendaftaran"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Tulis target dengan angka saja, misalnya 200.")},
    )
    van = forms.CharField(
        label=_("Mobil keliling"),
        max_length=40,
        required=False,
        help_text=_("Nama atau nomor polisinya, kalau ada."),
    )
    campaign = forms.CharField(
        label=_("Kampanye"),
        max_length=120,
        required=False,
        help_text=_("Aktivasi dengan nama kampanye yang sama dijumlahkan."),
        widget=forms.TextInput({"autocomplete": "off", "list": "kampanye"}),
    )
    markets = forms.ModelMultipleChoiceField(
        Market.objects.none(), label=_("Untuk pasar"), widget=forms.CheckboxSelectMultiple
    )
    helpers = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=_("Kolektor yang membantu"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, partner: Partner, drive: Drive | None = None, **kwargs: Any
    ) -> None:
        if drive is not None:
            kwargs["initial"] = _as_planned(drive)
        super().__init__(*args, **kwargs)
        if drive is not None:  # saved again it is the same drive anyway
            del self.fields["id"]
        helpers = User.objects.filter(partner=partner, role=Role.COLLECTOR, is_active=True)
        if drive is not None:  # whoever is one already may stay
            helpers = helpers | User.objects.filter(drives=drive, partner=partner)
        fields: dict[str, Any] = self.fields
        fields["markets"].queryset = Market.objects.filter(partner=partner).order_by("name")
        fields["helpers"].queryset = helpers.distinct().order_by("name")
        self.campaigns = [row.name for row in drives.campaigns(partner=partner)]

    def planned(self) -> drives.Plan:
        """What was filled in; valid."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "id"}
        return drives.Plan(
            **{
                **cleaned,
                "last_day": cleaned["last_day"] or cleaned["first_day"],
                "markets": list(cleaned["markets"]),
                "helpers": list(cleaned["helpers"]),
            }
        )

    def refuse(self, refusal: drives.UnableToPlan) -> None:
        """Say beside the field why it cannot stand."""
        if not self.is_bound:
            return
        self.add_error(refusal.field or None, str(refusal))


def _as_planned(drive: Drive) -> dict[str, Any]:
    names = ("place", "city", "first_day", "last_day", "target", "van")
    return {
        **{name: getattr(drive, name) for name in names},
        "campaign": drive.campaign.name if drive.campaign else "",
        "markets": list(drive.markets.values_list("pk", flat=True)),
        "helpers": list(drive.helpers.values_list("pk", flat=True)),
    }
