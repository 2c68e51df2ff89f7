"""Why nothing is recorded as paid elsewhere, withdrawn or answered: each with a way out."""

import datetime as dt

from django.db import IntegrityError
from django.utils.translation import gettext as _

from contributions import wording
from contributions.models import ElsewhereMonth
from markets import guards
from markets.refusals import Refusal
from members.models import Member


class UnableToRecordElsewhere(Refusal):
    """It cannot be recorded, withdrawn or answered so; nothing was written. `str()` says why.

    `code` is one of: too_many, not_yours, nothing_asked, bad_day, recorded_already, paid_here,
    not_recordable, out_of_time, reference_used, needs_amount, needs_words, needs_reason,
    decided, same_person, accepted_here, remitting, with_collector, void_asked, refunding.
    """


def decided() -> UnableToRecordElsewhere:
    """What to say where nothing of a record waits any more."""
    return UnableToRecordElsewhere(
        _("Bulan ini sudah dijawab atau ditarik; catatannya tidak berubah lagi."), "decided"
    )


def needs_word() -> UnableToRecordElsewhere:
    return UnableToRecordElsewhere(_("Tulis apa kata BPJS."), "needs_reason")


def not_offered(member: Member, refused: list[dt.date]) -> UnableToRecordElsewhere:
    told = ElsewhereMonth.objects.filter(
        member=member, contribution_month__in=refused, status__in=ElsewhereMonth.LIVE
    )
    names = wording.month_list(refused)
    if told.exists():
        return UnableToRecordElsewhere(
            _("%(months)s sudah dicatat dibayar di tempat lain.") % {"months": names},
            "recorded_already",
        )
    return UnableToRecordElsewhere(
        _(
            "%(months)s tidak dapat dicatat: sudah ada pada BPJS, dibayar sponsor, atau bukan "
            "bulan yang dapat dibayar sekarang."
        )
        % {"months": names},
        "not_recordable",
    )


def out_of_time(late: list[dt.date], paid_on: dt.date) -> UnableToRecordElsewhere:
    return UnableToRecordElsewhere(
        _(
            "%(months)s tidak dapat dibayar pada %(day)s. Periksa bulan dan tanggalnya pada bukti: "
            "BPJS menerima satu bulan paling awal 12 bulan di muka dan paling akhir pada bulan "
            "kedua sesudahnya."
        )
        % {"months": wording.month_list(late), "day": wording.day(paid_on)},
        "out_of_time",
    )


def paid_here(names: str) -> UnableToRecordElsewhere:
    return UnableToRecordElsewhere(
        _("%(months)s baru saja dibayar atau berubah di sini. Pilih lagi bulannya.")
        % {"months": names},
        "paid_here",
    )


def of_constraint(error: IntegrityError) -> Exception:
    broken = guards.broken(error)
    if broken == "one_live_record_per_channel_reference":
        return UnableToRecordElsewhere(
            _(
                "Nomor dengan tanggal itu sudah dipakai untuk catatan lain. Periksa nomornya; "
                "satu bukti hanya untuk satu catatan."
            ),
            "reference_used",
        )
    if broken == "one_live_record_per_member_and_month":
        return UnableToRecordElsewhere(
            _("Bulan itu sudah dicatat dibayar di tempat lain."), "recorded_already"
        )
    if broken == "month_paid_here_too_is_recorded_as_such":
        return paid_here(_("Bulan itu"))
    return error
