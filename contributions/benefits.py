"""What a benefit would be: an estimate to tell a family, and never a promise. BPJS decides.

JKM is Rp42.000.000; the full sum only after three months of membership, before that only the
funeral's Rp10.000.000 (Permenaker 1/2025). One reading asks for three months of dues in a row:
where the two readings differ, both sums are named.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

JKM_IDR = 42_000_000
FUNERAL_IDR = 10_000_000
FULL_JKM_MONTHS = 3
# Death by a work accident (JKK): so many declared incomes, and these two sums besides.
JKK_INCOMES = 48
JKK_ALLOWANCE_IDR = 12_000_000


@dataclass(frozen=True)
class Estimate:
    """Between which sums, in rupiah (the same where it is clear, both 0 for nothing), and why."""

    least_idr: int
    most_idr: int
    reason: str

    @property
    def is_clear(self) -> bool:
        """Whether there is one sum."""
        return self.least_idr == self.most_idr


def jkm(*, was_covered: bool, months_of_membership: int, months_in_a_row: int) -> Estimate:
    """The benefit for a death of another cause than work."""
    if not was_covered:
        return Estimate(
            0, 0, _("Menurut setoran yang tercatat, ia tidak terlindungi pada hari meninggal.")
        )
    counted = {"months": months_of_membership, "row": months_in_a_row}
    by_membership = months_of_membership >= FULL_JKM_MONTHS
    by_dues = months_in_a_row >= FULL_JKM_MONTHS
    if by_membership and by_dues:
        return Estimate(
            JKM_IDR,
            JKM_IDR,
            _("Sudah menjadi peserta %(months)s bulan, iuran %(row)s bulan berturut-turut.")
            % counted,
        )
    if not by_membership and not by_dues:
        return Estimate(
            FUNERAL_IDR,
            FUNERAL_IDR,
            _("Baru menjadi peserta %(months)s bulan: sebelum tiga bulan hanya biaya pemakaman.")
            % counted,
        )
    return Estimate(
        FUNERAL_IDR,
        JKM_IDR,
        _(
            "Menjadi peserta %(months)s bulan, iuran %(row)s bulan berturut-turut. Apakah tiga "
            "bulan sudah terpenuhi, BPJS yang menilai."
        )
        % counted,
    )


def jkk_death(*, was_covered: bool, declared_income_idr: int | None) -> Estimate | None:
    """The benefit for a death by a work accident; none where nothing was ever declared."""
    if not was_covered or declared_income_idr is None:
        return None
    sum_idr = JKK_INCOMES * declared_income_idr + JKK_ALLOWANCE_IDR + FUNERAL_IDR
    return Estimate(
        sum_idr,
        sum_idr,
        _("48 kali penghasilan yang dilaporkan, santunan berkala dan biaya pemakaman."),
    )
