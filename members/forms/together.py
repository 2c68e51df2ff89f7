"""Which of a list of clean enrolments a reviewer approves together."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from markets.forms import PageForm


class TogetherForm(PageForm):
    """That the list was looked at; the boxes of the list itself stand in its table."""

    form_tag = False
    submit_label = ""
    error_title = _("Belum disetujui:")
    looked = forms.BooleanField(
        label=_("Saya sudah melihat daftar ini"),
        error_messages={"required": _("Lihat daftarnya dahulu, lalu centang kotak ini.")},
    )

    @property
    def ticked(self) -> set[str]:
        """The values of the boxes as they were sent."""
        sent: Any = self.data  # a QueryDict
        return set(sent.getlist("listed"))

    def listed(self) -> dict[int, dt.datetime]:
        """The enrolments ticked, by id, each with the moment it was sent as it was shown.

        A value is `12 2026-11-10T05:00:00+00:00`; what makes no sense is left out.
        """
        listed = {}
        for value in self.ticked:
            number, _space, moment = value.partition(" ")
            shown = _moment(moment)
            if number.isdecimal() and number.isascii() and shown is not None:
                listed[int(number)] = shown
        return listed


def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None
