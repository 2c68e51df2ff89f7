"""Cash counted by denomination, and what is found out about cash beyond the receipts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import Handover, SurplusDecision
from contributions.models.cash_count import DENOMINATIONS, column
from contributions.wording import rupiah
from markets.amounts import MOST_SUM_IDR
from markets.forms import PageForm, RupiahField
from members.models import Member

MOST_PIECES = 100_000


class PiecesField(RupiahField):
    """How many notes or coins of one worth, as forgiving as for amounts; empty is none."""

    default_error_messages = {
        "invalid": _("Tulis berapa lembar atau keping dengan angka saja."),
        "min_value": _("Tidak boleh kurang dari nol."),
    }

    def __init__(self, *, worth: int) -> None:
        super().__init__(label=rupiah(worth), required=False, max_value=MOST_PIECES)
        self.widget.attrs["data-worth"] = worth


class PiecesForm(PageForm):
    """How many notes and coins there are of each. The page writes the form's own tag and button.

    `shown_total` is what a first sending came to: sent again so, it is meant.
    """

    form_tag = False
    shown_total = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for worth in DENOMINATIONS:
            self.fields[column(worth)] = PiecesField(worth=worth)
        self.helper.mark_optional = False

    def pieces(self) -> dict[int, int]:
        """What was counted; only of a valid form."""
        counted = ((worth, self.cleaned_data[column(worth)]) for worth in DENOMINATIONS)
        return {worth: number for worth, number in counted if number}


class ReasonForm(PageForm):
    """Why the counted cash is not what the receipts say."""

    form_tag = False
    difference_reason = forms.CharField(
        label=_("Alasan selisih"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


class SurplusForm(PageForm):
    """Whose cash it was. Members are those of the hand-over's receipts."""

    submit_label = _("Usulkan")
    finding = forms.ChoiceField(
        label=_("Apa yang ditemukan"),
        choices=SurplusDecision.Finding.choices,
        widget=forms.RadioSelect,
    )
    member = forms.ModelChoiceField(
        Member.objects.none(),
        label=_("Peserta, kalau uangnya"),
        required=False,
        empty_label=_("Bukan dari peserta"),
    )
    amount = RupiahField(label=_("Jumlah"), min_value=1, max_value=MOST_SUM_IDR)
    explanation = forms.CharField(
        label=_("Penjelasan"),
        help_text=_("Siapa yang ditanya dan apa buktinya."),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, handover: Handover, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = Member.objects.filter(payments__handover_lines__handover=handover)
        self.fields["member"].queryset = listed.distinct().order_by("name")  # type: ignore[attr-defined]
