"""What is sent when first dues are taken before the branch has decided."""

from django import forms

from markets.forms import PageForm


class TakeForm(PageForm):
    """What was shown, with the id this payment will have for ever."""

    form_tag = False
    submit_label = ""
    id = forms.UUIDField(widget=forms.HiddenInput)
    shown_total = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
