"""The forms of one's own account: log in, change the password, set a new one with a code."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm, PageFormMixin
from markets.models import TextSize

NEW_PASSWORD_HINT = _("Paling sedikit 8 huruf atau angka, dan bukan yang mudah ditebak.")


class LoginForm(PageFormMixin, AuthenticationForm):
    """Username and password."""

    submit_label = _("Masuk")
    error_title = _("Belum bisa masuk")
    error_messages = {
        "invalid_login": _(
            "Nama pengguna atau kata sandi salah. Periksa huruf besar dan kecilnya, lalu coba lagi."
        ),
        "inactive": _("Akun ini tidak aktif. Hubungi bendahara mitra atau kantor cabang Anda."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Nama pengguna")
        self.fields["password"].label = _("Kata sandi")
        self.fields["username"].error_messages["required"] = _("Isi nama pengguna.")
        self.fields["password"].error_messages["required"] = _("Isi kata sandi.")


class ChangePasswordForm(PageFormMixin, PasswordChangeForm):
    """The old password, and the new one twice."""

    submit_label = _("Ganti kata sandi")
    error_messages = {
        "password_mismatch": _("Kedua kata sandi baru tidak sama. Tulis sekali lagi."),
        "password_incorrect": _("Kata sandi lama salah."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Kata sandi lama"),
            "new_password1": _("Kata sandi baru"),
            "new_password2": _("Kata sandi baru, sekali lagi"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
        self.fields["new_password1"].help_text = NEW_PASSWORD_HINT
        self.fields["new_password2"].help_text = ""


class TextSizeForm(PageForm):
    """How large the letters of one's own pages are."""

    submit_label = _("Simpan ukuran huruf")
    text_size = forms.ChoiceField(
        label=_("Ukuran huruf"),
        choices=TextSize,
        widget=forms.RadioSelect,
        error_messages={"required": _("Pilih ukuran huruf.")},
    )


class SpendCodeForm(PageForm):
    """Username, the code that was handed over, and the new password twice.

    The password's rules are checked with the code, so that nothing is told about a name alone.
    """

    submit_label = _("Simpan kata sandi baru")
    username = forms.CharField(
        label=_("Nama pengguna"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    code = forms.CharField(
        label=_("Kode"),
        help_text=_("8 huruf dan angka dari bendahara atau kantor cabang, misalnya ACDE-3467."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )
    new_password = forms.CharField(
        label=_("Kata sandi baru"),
        help_text=NEW_PASSWORD_HINT,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    repeated = forms.CharField(
        label=_("Kata sandi baru, sekali lagi"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, second = cleaned.get("new_password"), cleaned.get("repeated")
        if first and second and first != second:
            self.add_error("repeated", _("Kedua kata sandi baru tidak sama. Tulis sekali lagi."))
        return cleaned
