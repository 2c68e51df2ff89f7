"""What the bank takes for itself, and what the partner's own money makes up for."""

from contributions import own_money, replenishments, statement_decisions
from contributions.models import Replenishment, StatementMatch
from markets.models import User
from tests.contributions.actors import pick
from tests.contributions.entering_acts import EnteringActs
from tests.contributions.own_money import told

Status = Replenishment.Status


class OwnMoneyActs(EnteringActs):
    """Fees, and who pays for them in the end."""

    def bank_takes(self, by: User, cost_idr: int) -> None:
        with self.trying("bank_takes"):
            line = self._imported(self.bank, f"BIAYA {self.acted}", -cost_idr)
            told = {"kind": "bank_cost", "note": "Rekening koran", "by": by, "at": self.now}
            assert statement_decisions.name(line=line, **told).cost_idr <= cost_idr

    def undo_cost(self, by: User) -> None:
        with self.trying("undo_cost"):
            costs = StatementMatch.objects.filter(cost_idr__gt=0, undone_at=None)
            match = pick(costs.select_related("line__account").order_by("-pk"))
            statement_decisions.undo(match=match, by=by, at=self.now)

    def tell_replenishment(self, by: User) -> None:
        """As much as nobody has told about yet."""
        with self.trying("tell_replenishment"):
            open_idr = own_money.owed(partner=self.partner.pk).open_idr
            fields = {"amount_idr": open_idr, "day": self.today, "at": self.now}
            told(self.bank, by, reference=f"OWN-{self.acted:04}", **fields)

    def end_replenishment(self, how: str) -> None:
        """Another person confirms or refuses what waits, reverses what counts; or a line shows."""
        with self.trying(f"replenishment {how}"):
            status = Status.CONFIRMED if how == "reverse" else Status.ASKED
            row = pick(Replenishment.objects.filter(status=status).order_by("pk"))
            decided = {"replenishment": row, "by": self.other(row.asked_by), "at": self.now}
            if how == "confirm":
                replenishments.confirm(**decided)
            elif how == "refuse":
                replenishments.refuse(note="Belum masuk", **decided)
            elif how == "reverse":
                replenishments.reverse(reason="Salah", **decided)
            else:
                line = self._imported(self.bank, f"SETORAN {row.reference}", row.amount_idr)
                assert line.matches.get().replenishment == row
