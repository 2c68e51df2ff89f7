"""What is asked when somebody pays, and why a payment cannot be taken: each with a way out."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _

from contributions import cash_limits, credit_left, elsewhere_waiting, sponsored_months, wording
from contributions.cover import GRACE_MONTHS
from contributions.dues import MONTHS_AHEAD, Due, Payable
from contributions.models import Contribution, Payment, PaymentLine
from contributions.payment_rows import Taking
from markets import guards, months
from markets.models import Role
from markets.refusals import Refusal
from members.models import Member, PayerKind

# More than the grace, the current month and those ahead can never be asked for.
MOST_MONTHS = GRACE_MONTHS + 1 + MONTHS_AHEAD
LAST_MONTH = dt.date(2099, 12, 1)


@dataclass(frozen=True)
class AskedPayment:
    """What somebody wants to pay: for whom, which months, and the total that was shown, in rupiah.

    `id` was made by the form or the phone, once for each time money changes hands. `credit_idr` of
    the total is taken from her credit, as was shown too: only the rest changes hands.
    """

    id: UUID
    member: Member
    months: tuple[dt.date, ...]
    shown_total_idr: int
    credit_idr: int = 0


class UnableToRecordPayment(Refusal):
    """The payment cannot be taken as asked; nothing was written. `str()` is for the user.

    `code` is one of: nothing_asked, same_member_twice, not_consecutive, unknown_member,
    other_body, wrong_taker, wrong_partner, not_payable, already_paid, paid_elsewhere,
    not_payable_month, sponsored, mixed_payers, tariff_moved, credit_moved, cash_limit.
    `member_id` says for whom, where several are asked.
    """

    def __init__(self, sentence: str, code: str, member_id: int | None = None) -> None:
        super().__init__(sentence, code)
        self.member_id = member_id


def check_shape(asked: list[AskedPayment]) -> None:
    """Each asks for at least one month, months follow each other, and members differ."""
    if not asked or any(not one.months for one in asked):
        raise UnableToRecordPayment(_("Pilih sedikitnya satu bulan."), "nothing_asked")
    if len({one.member.pk for one in asked}) < len(asked) or len({a.id for a in asked}) < len(
        asked
    ):
        raise UnableToRecordPayment(
            _("Peserta yang sama dipilih dua kali. Pilih setiap peserta satu kali saja."),
            "same_member_twice",
        )
    for one in asked:
        if len(one.months) > MOST_MONTHS or max(one.months) > LAST_MONTH:
            raise UnableToRecordPayment(
                _("Bulan sebanyak atau sejauh itu tidak dapat dibayar. Pilih bulannya lagi."),
                "not_payable_month",
                one.member.pk,
            )
        if list(one.months) != months.run(months.first_of(one.months[0]), len(one.months)):
            raise UnableToRecordPayment(
                _("Bulan harus berurutan tanpa ada yang dilewati. Pilih jumlah bulannya lagi."),
                "not_consecutive",
                one.member.pk,
            )


def check_taker(taking: Taking, members: list[Member]) -> None:
    """Cash is taken by a collector, a transfer booked by a treasurer, each of the own partner."""
    cash = taking.method == Payment.Method.CASH
    if taking.by.role != (Role.COLLECTOR if cash else Role.TREASURER):
        raise UnableToRecordPayment(
            _("Uang tunai diterima dan dicatat oleh kolektor, bukan oleh akun ini.")
            if cash
            else _("Transfer dicatat oleh bendahara, bukan oleh akun ini."),
            "wrong_taker",
        )
    for member in members:
        if member.market.partner_id != taking.by.partner_id:
            raise UnableToRecordPayment(
                _("%(name)s terdaftar pada mitra lain. Iurannya diterima oleh mitra itu.")
                % {"name": member.name},
                "wrong_partner",
                member.pk,
            )


def check_cash_limit(taking: Taking, payments: list[Payment]) -> None:
    """Cash just written leaves no more with its taker than the partner allows.

    The payments hold her receipt series, so nobody else adds to her cash meanwhile.
    """
    if taking.method != Payment.Method.CASH or taking.is_in_hand:
        return
    sentence = cash_limits.refusal_of_taken(
        holder=taking.by,
        partner=payments[0].partner,
        taken_idr=sum(payment.cash_idr for payment in payments),
    )
    if sentence:
        raise UnableToRecordPayment(sentence, "cash_limit")


def check_months(one: AskedPayment, payable: Payable) -> list[Due]:
    """The dues of the asked months: the first ones that can be paid by who pays the first asked.

    Months from several payers are answered too where nothing is left out; they are refused later.
    """
    payers = {due.month: due.payer_kind for due in payable.months}
    own = payable.paid_by(payers.get(one.months[0], PayerKind.SELF))
    for dues in (own[: len(one.months)], payable.first(len(one.months))):
        if [due.month for due in dues] == list(one.months):
            return dues
    refuse_paid(one)
    refuse_elsewhere(one)
    if not payable.months:
        raise UnableToRecordPayment(payable.problem, "not_payable", one.member.pk)
    first = (own or payable.months)[0].month
    if one.months[0] != first:
        sentence = _("Bayar mulai %(first)s: itu bulan tertua yang belum dibayar.")
    else:
        sentence = _(
            "Bulan yang dipilih tidak dapat dibayar sekaligus. Pilih bulan berurutan mulai "
            "%(first)s, paling jauh %(ahead)s bulan ke depan."
        )
    raise UnableToRecordPayment(
        sentence % {"first": wording.month(first), "ahead": MONTHS_AHEAD},
        "not_payable_month",
        one.member.pk,
    )


def refuse_paid(one: AskedPayment) -> None:
    """Refuse where one of the asked months is paid already, and say by which receipt."""
    lines = (
        PaymentLine.objects.filter(member=one.member, contribution_month__in=one.months, live=True)
        .select_related("payment__series", "payment__taken_by")
        .order_by("contribution_month")
    )
    paid = list(lines)
    if not paid:
        return
    payment = paid[0].payment
    raise UnableToRecordPayment(
        _(
            "%(months)s sudah dibayar: kuitansi %(receipt)s, diterima %(taker)s pada %(day)s. "
            "Jangan terima uang lagi untuk bulan itu."
        )
        % {
            "months": wording.month_list(line.contribution_month for line in paid),
            "receipt": payment.receipt,
            "taker": payment.taken_by.name,
            "day": wording.day(payment.business_day),
        },
        "already_paid",
        one.member.pk,
    )


def refuse_elsewhere(one: AskedPayment) -> None:
    """Refuse where she is said to have paid one of the months elsewhere, and name that record."""
    sentence = elsewhere_waiting.sentence(member=one.member, asked=one.months)
    if sentence:
        raise UnableToRecordPayment(sentence, "paid_elsewhere", one.member.pk)


def check_contributions(
    one: AskedPayment, contributions: list[Contribution], taking: Taking
) -> None:
    """The locked months are those asked, open, from a payer who may pay so, and cost what was
    shown."""
    open_months = [
        row.contribution_month for row in contributions if row.status == Contribution.Status.OPEN
    ]
    if open_months != list(one.months):
        refuse_paid(one)
        refuse_elsewhere(one)
        raise UnableToRecordPayment(
            _("Bulan yang dipilih baru saja berubah. Buka lagi halaman peserta ini."),
            "not_payable_month",
            one.member.pk,
        )
    _check_payer(one, contributions, taking)
    total_idr = sum(row.total_idr for row in contributions)
    if total_idr != one.shown_total_idr:
        raise UnableToRecordPayment(
            _(
                "Jumlah iuran berubah dari %(old)s menjadi %(new)s. Sebutkan jumlah yang baru "
                "kepada pembayar, lalu pastikan lagi."
            )
            % {
                "old": wording.rupiah(one.shown_total_idr),
                "new": wording.rupiah(total_idr),
            },
            "tariff_moved",
            one.member.pk,
        )
    _check_credit(one)


def _check_credit(one: AskedPayment) -> None:
    """Her row is locked, so what is left of her credit stays until it is used here."""
    if not one.credit_idr:
        return
    partner = one.member.market.partner_id
    left_idr = credit_left.of_members(members=[one.member.pk], partner=partner).get(
        one.member.pk, 0
    )
    if not 0 < one.credit_idr <= min(left_idr, one.shown_total_idr):
        raise credit_moved(one.member.pk)


def _check_payer(one: AskedPayment, contributions: list[Contribution], taking: Taking) -> None:
    kinds = {row.payer_kind for row in contributions}
    sponsored = [row for row in contributions if row.payer_kind != PayerKind.SELF]
    named = sponsored and sponsored_months.sponsor_names(
        member_id=one.member.pk, months=[row.contribution_month for row in sponsored]
    )
    if named or (sponsored and (taking.method == Payment.Method.CASH or one.credit_idr)):
        raise UnableToRecordPayment(
            _(
                "Iuran %(months)s dibayar oleh %(sponsor)s, bukan oleh peserta. Jangan terima "
                "uang untuk bulan itu."
            )
            % {
                "months": wording.month_list(row.contribution_month for row in sponsored),
                "sponsor": ", ".join(named or []) or PayerKind(sponsored[0].payer_kind).label,
            },
            "sponsored",
            one.member.pk,
        )
    if len(kinds) > 1:
        raise UnableToRecordPayment(
            _("Bulan yang dipilih dibayar oleh pembayar yang berbeda. Catat satu per satu."),
            "mixed_payers",
            one.member.pk,
        )


def other_body() -> UnableToRecordPayment:
    """The refusal of an id that was used for something else, or by somebody else."""
    return UnableToRecordPayment(
        _(
            "Formulir ini sudah dipakai untuk pembayaran lain. Buka lagi halaman peserta dan "
            "periksa bulan yang sudah dibayar sebelum menerima uang."
        ),
        "other_body",
    )


def credit_moved(member_id: int | None = None) -> UnableToRecordPayment:
    """The refusal where her credit is not what was shown."""
    return UnableToRecordPayment(
        _("Kelebihan bayarnya baru saja berubah. Buka lagi halaman peserta ini."),
        "credit_moved",
        member_id,
    )


def naming_the_member(
    refusal: UnableToRecordPayment, asked: list[AskedPayment]
) -> UnableToRecordPayment:
    """The same refusal; where several members are asked, its sentence begins with the name."""
    names = {one.member.pk: one.member.name for one in asked}
    name = names.get(refusal.member_id or 0)
    if len(asked) < 2 or name is None:
        return refusal
    return UnableToRecordPayment(f"{name}: {refusal}", refusal.code, refusal.member_id)


def of_constraint(error: IntegrityError) -> Exception:
    """The refusal that a broken constraint stands for; the error itself where it is another."""
    broken = guards.broken(error)
    if broken == "contributions_payment_pkey":
        return other_body()
    if broken == "no_more_credit_is_used_than_there_is":
        return credit_moved()
    if broken == "month_said_paid_elsewhere_is_not_taken":
        return UnableToRecordPayment(
            _("Bulan itu baru saja dicatat dibayar di tempat lain. Buka lagi halaman peserta ini."),
            "paid_elsewhere",
        )
    if broken == "one_live_payment_line_per_contribution":
        return UnableToRecordPayment(
            _("Bulan itu baru saja dibayar. Buka lagi halaman peserta ini."), "already_paid"
        )
    return error
