"""The branch's figures as one long table, for spreadsheets."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as heading

from members.branch_figures import BranchFigures
from members.decided import Decisions

HEADER = (
    heading("Bagian"), heading("Bulan"), heading("Mitra"), heading("Ukuran"), heading("Nilai"),
)  # fmt: skip
WIDTHS = (24, 12, 32, 44, 14)


def rows(figures: BranchFigures) -> Iterator[list[Any]]:
    """Part, month, partner, measure and value; hours with two decimals."""
    waiting = figures.waiting
    now = _("Sekarang")
    yield [now, "", "", _("Menunggu keputusan"), waiting.waiting]
    yield [now, "", "", _("Lewat 24 jam"), waiting.late]
    yield [now, "", "", _("Dikembalikan, menunggu diperbaiki"), waiting.returned]
    yield from _decided("", figures.decided.decisions)
    for month, decisions in figures.decided.by_month.items():
        yield from _decided(f"{month:%Y-%m}", decisions)
    for label, count in figures.decided.return_reasons:
        yield [_("Alasan dikembalikan"), "", "", label, count]
    for label, count in figures.decided.rejection_reasons:
        yield [_("Alasan ditolak"), "", "", label, count]
    for (partner, when), people in figures.enrolled.items():
        yield [_("Terdaftar"), f"{when:%Y-%m}", partner, _("Peserta baru"), people.new]
        yield [_("Terdaftar"), f"{when:%Y-%m}", partner, _("Sudah peserta"), people.existing]
    formal = figures.formal
    yield [_("Formal dan informal"), "", "", _("Informal aktif hari ini"), formal.informal]
    if formal.figure:
        measure = _("Formal per %(day)s") % {"day": f"{formal.figure.on:%d-%m-%Y}"}
        yield [_("Formal dan informal"), "", "", measure, formal.figure.people]


def _decided(month: str, decisions: Decisions) -> Iterator[list[Any]]:
    part = _("Diputuskan")
    yield [part, month, "", _("Disetujui"), decisions.approved]
    yield [part, month, "", _("Dikembalikan"), decisions.returned]
    yield [part, month, "", _("Ditolak"), decisions.rejected]
    yield [part, month, "", _("Diputuskan dalam 24 jam"), decisions.within]
    for label, time in (
        (_("Waktu sampai keputusan, median (jam)"), decisions.median),
        (_("Waktu sampai keputusan, persentil 90 (jam)"), decisions.ninetieth),
    ):
        yield [
            part,
            month,
            "",
            label,
            "" if time is None else round(time.total_seconds() / 3600, 2),
        ]
