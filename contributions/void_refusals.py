"""Why a payment cannot be undone: each with a way out."""

from django.db.models import Sum
from django.utils.translation import gettext as _

from contributions import with_provider, wording
from contributions.models import (
    Credit,
    Handover,
    HandoverLine,
    HeldDues,
    OfflinePayment,
    Payment,
    PaymentLine,
    RefundLine,
    RemittanceLine,
    Void,
)
from markets.refusals import Refusal


class UnableToVoid(Refusal):
    """The payment cannot be undone, or not by this person; `str()` says what to do.

    `code` is one of: not_yours, needs_explanation, already_void, already_asked, handing_over,
    money_counted, shortage, remitting, remitted, held, refunded, credited, later_month_paid,
    decided, own_request, with_provider, on_statement.
    """


def check_not_asked(payment: Payment) -> None:
    """Refuse where a request stands already."""
    standing = payment.voids.filter(status__in=Void.STANDING).first()
    if standing is None:
        return
    if standing.status == Void.Status.GRANTED:
        raise UnableToVoid(_("Kuitansi ini sudah dibatalkan."), "already_void")
    raise UnableToVoid(
        _("Pembatalan kuitansi ini sudah diminta dan menunggu keputusan bendahara."),
        "already_asked",
    )


def check_can_go_back(payment: Payment) -> None:
    """Refuse where the money has moved on, or a later month or a credit rests on these."""
    _check_held(payment)
    _check_offline(payment)
    _check_qris(payment)
    _check_cash(payment)
    _check_refund(payment)
    _check_remittance(payment)
    _check_credit(payment)
    _check_later_months(payment)


def _check_held(payment: Payment) -> None:
    held = HeldDues.objects.filter(payment=payment).first()
    if held is not None and held.status != HeldDues.Status.APPLIED:
        raise UnableToVoid(
            _(
                "Ini titipan iuran pertama (%(status)s). Kalau tidak jadi, batalkan "
                "pendaftarannya; uangnya lalu dikembalikan bendahara."
            )
            % {"status": held.get_status_display()},
            "held",
        )


def _check_offline(payment: Payment) -> None:
    """Cash that paid no month can be undone until it was counted; then it is her credit."""
    offline = OfflinePayment.objects.filter(payment=payment).first()
    if offline is None or offline.status == OfflinePayment.Status.BOOKED:
        return
    counted = payment.handover_lines.filter(live=True, handover__status=Handover.Status.ACCEPTED)
    if offline.status != OfflinePayment.Status.HELD or counted.exists():
        raise UnableToVoid(
            _(
                "Uangnya sudah dihitung bendahara dan menjadi kelebihan bayar peserta. Dari sana "
                "ia membayar bulan berikutnya atau dikembalikan bendahara."
            ),
            "held",
        )


def _check_qris(payment: Payment) -> None:
    if with_provider.with_provider([payment]):
        raise UnableToVoid(
            _(
                "Uang QRIS ini masih pada penyedia. Setelah dicairkan ke rekening mitra dan "
                "dicatat, bendahara dapat membetulkan kuitansinya."
            ),
            "with_provider",
        )


def _check_cash(payment: Payment) -> None:
    line = (
        HandoverLine.objects.filter(payment=payment, live=True).select_related("handover").first()
    )
    if line is not None and line.handover.status == Handover.Status.ASKED:
        raise UnableToVoid(
            _(
                "Kuitansi ini ada dalam serah terima yang menunggu bendahara. Tunggu sampai "
                "uangnya dihitung, atau minta bendahara menolaknya, lalu minta lagi."
            ),
            "handing_over",
        )


def _check_remittance(payment: Payment) -> None:
    line = (
        RemittanceLine.objects.filter(payment_line__payment=payment, live=True)
        .select_related("remittance")
        .first()
    )
    if line is None:
        return
    if line.remittance.status == line.remittance.Status.POSTED:
        raise UnableToVoid(
            _(
                "Iuran kuitansi ini sudah disetor ke BPJS, jadi tidak dapat dibatalkan lagi. Kalau "
                "BPJS menolak bulannya, uangnya menjadi kelebihan bayar peserta; selain itu hanya "
                "pengembalian dana lewat kantor cabang."
            ),
            "remitted",
        )
    raise UnableToVoid(
        _(
            "Kuitansi ini ada dalam setoran nomor %(number)s yang menunggu dibayar. Batalkan "
            "setoran itu lebih dahulu."
        )
        % {"number": line.remittance_id},
        "remitting",
    )


def _check_refund(payment: Payment) -> None:
    if RefundLine.objects.filter(payment_line__payment=payment, live=True).exists():
        raise UnableToVoid(
            _(
                "Pesertanya meninggal, dan bulan pada kuitansi ini harus dikembalikan kepada "
                "keluarga. Karena itu kuitansi tidak dapat dibatalkan."
            ),
            "refunded",
        )


def _check_credit(payment: Payment) -> None:
    credits = Credit.objects.filter(
        contribution__payment_lines__payment=payment,
        contribution__payment_lines__live=True,
        reason=Credit.Reason.TARIFF_LOWERED,
    )
    credit_idr = credits.aggregate(sum=Sum("amount_idr"))["sum"]
    if credit_idr:
        raise UnableToVoid(
            _(
                "Dari bulan pada kuitansi ini peserta mempunyai kelebihan bayar %(amount)s, yang "
                "akan diperhitungkan dan belum dikembalikan. Karena itu kuitansi tidak dapat "
                "dibatalkan. Hubungi kantor cabang."
            )
            % {"amount": wording.rupiah(credit_idr)},
            "credited",
        )


def _check_later_months(payment: Payment) -> None:
    """Latest first, among the months of the same payer: another's do not depend on these.

    Nor does anything on money that pays no month.
    """
    if not payment.lines.filter(contribution__isnull=False).exists():
        return
    month, payer_kind = payment.lines.order_by("-contribution_month").values_list(
        "contribution_month", "contribution__payer_kind"
    )[0]
    later = (
        PaymentLine.objects.filter(
            member=payment.member_id,
            live=True,
            contribution_month__gt=month,
            contribution__payer_kind=payer_kind,
        )
        .exclude(payment=payment)
        .select_related("payment__series")
        .order_by("-contribution_month")
        .first()
    )
    if later is not None:
        raise UnableToVoid(
            _(
                "%(month)s sudah dibayar sesudahnya, dengan kuitansi %(receipt)s. Batalkan "
                "kuitansi itu lebih dahulu."
            )
            % {
                "month": wording.month(later.contribution_month),
                "receipt": later.payment.receipt,
            },
            "later_month_paid",
        )
