"""What a treasurer or the branch writes down of BPJS's answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from contributions.models import LineAnswer
from markets.forms import PageForm

CHOOSE = {"required": _("Pilih salah satu."), "invalid_choice": _("Pilih salah satu.")}


class AnswerForm(PageForm):
    """BPJS's answer about one month."""

    error_title = _("Belum tercatat:")
    submit_label = _("Catat jawaban")
    outcome = forms.ChoiceField(
        label=_("Jawaban BPJS"),
        choices=LineAnswer.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    reason = forms.ChoiceField(
        label=_("Alasan kalau ditolak"),
        choices=[("", _("Pilih alasan")), *LineAnswer.Reason.choices],
        required=False,
    )
    note = forms.CharField(
        label=_("Keterangan dari BPJS"),
        help_text=_("Wajib kalau alasannya lainnya."),
        required=False,
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        rejected = cleaned.get("outcome") == LineAnswer.Outcome.REJECTED
        if rejected and not cleaned.get("reason"):
            self.add_error("reason", _("Pilih alasan BPJS menolaknya."))
        return cleaned


class AnswerListForm(PageForm):
    """The file with BPJS's answers."""

    error_title = _("Belum dibaca:")
    submit_label = _("Unggah dan periksa")
    file = forms.FileField(
        label=_("Berkas XLSX atau CSV"),
        help_text=_(
            "Unduh daftar setoran (XLSX), isi kolom Status dengan Diterima atau Ditolak dan, kalau "
            "ditolak, kolom Alasan, lalu unggah di sini. Baris tanpa status tetap menunggu. Belum "
            "ada yang dicatat sebelum Anda setuju."
        ),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
    )


class SettlementForm(PageForm):
    """How a rejection was settled."""

    error_title = _("Belum tercatat:")
    submit_label = _("Catat sudah beres")
    settlement = forms.CharField(
        label=_("Apa yang sudah dibereskan?"),
        help_text=_("Misalnya: NIK dibetulkan, atau BPJS memindahkan peserta ke mitra ini."),
        max_length=200,
        widget=forms.Textarea({"rows": 2}),
    )
