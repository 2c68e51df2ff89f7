"""The bank's side of the demo: cash brought to the counter, and the statement that names it."""

import contextlib
import datetime as dt

from config.demo import papers
from config.demo.rounds import moment
from config.demo.territory import Territory
from contributions import (
    deposits,
    replenishments,
    statement_decisions,
    statement_files,
    statement_work,
    statements,
)
from contributions.models import (
    Deposit,
    PartnerAccount,
    Remittance,
    RemittanceTransfer,
    Repayment,
    StatementMatch,
)
from contributions.replenishments import AskedReplenishment
from contributions.statement_decisions import UnableToDecide
from contributions.statement_files import Layout
from markets import months
from markets.models import Partner, User

PARTNER, SLIP = "tohaga", "ST-260417"
HEADER = "Tanggal;Keterangan;Debit;Kredit"
COST = "BIAYA ADMINISTRASI"
COST_IDR, UNKNOWN_IDR = 15_000, 50_400
TRANSFER_COST_IDR = 2_500
ROUND_IDR = 10_000


def write(*, territory: Territory, today: dt.date) -> None:
    """A deposit, and a statement with lines that are matched, doubtful, and nobody's yet."""
    partner, treasurers = territory.partners[PARTNER], territory.treasurers(PARTNER)
    by = treasurers[0]
    account = PartnerAccount.objects.get(partner=partner, kind=PartnerAccount.Kind.BANK)
    on = today - dt.timedelta(days=1)
    deposit = _deposit(account, by, on)
    data = statement(_lines(partner, deposit, on))
    guessed = statement_files.guess(data)
    layout = Layout(**guessed)  # type: ignore[arg-type]
    statements.save_mapping(account=account, layout=layout, by=by, at=moment(on, 17))
    statements.receive(
        account=account,
        file_name=f"mutasi-{on:%Y-%m-%d}.csv",
        data=data,
        by=by,
        at=moment(on, 17, 5),
    )
    statement_work.work_all(at=moment(on, 17, 6))
    _name_cost(account, treasurers, on)


def _name_cost(account: PartnerAccount, treasurers: list[User], on: dt.date) -> None:
    """What the bank took for itself is made up for; it stays open where it is listed for BPJS."""
    with contextlib.suppress(UnableToDecide):
        match = statement_decisions.name(
            line=account.lines.get(description=COST),
            kind=StatementMatch.Kind.BANK_COST,
            note="Biaya bulanan, tertulis pada rekening koran",
            by=treasurers[0],
            at=moment(on, 17, 20),
        )
        if match.cost_idr:
            _make_up(account, match.cost_idr, treasurers, on)


def _make_up(account: PartnerAccount, amount_idr: int, treasurers: list[User], on: dt.date) -> None:
    """The partner's own money comes for it: one treasurer tells, the other has seen it."""
    paper = papers.asked_transfer(amount_idr=amount_idr, day=on, reference="PENGGANTI-1")
    assert paper.proof is not None
    asked = AskedReplenishment(account, amount_idr, on, paper.reference, paper.proof)
    told = replenishments.record(asked=asked, by=treasurers[0], at=moment(on, 17, 25))
    replenishments.confirm(replenishment=told, by=treasurers[1], at=moment(on, 17, 40))


def statement(lines: list[str]) -> bytes:
    """The file as the demo's bank gives it."""
    return "\r\n".join([HEADER, *lines, ""]).encode()


def of_day(*, partner: Partner, day: dt.date) -> list[str]:
    """What left the partner's bank for BPJS that day, what came, and what the bank took for it."""
    transfers = RemittanceTransfer.objects.filter(
        partner=partner, kind=RemittanceTransfer.Kind.TRANSFER, live=True, day=day
    )
    found = [
        f"{day:%d/%m/%Y};BPJS KETENAGAKERJAAN {row.reference};{_amount(row.amount_idr)};"
        for row in transfers.order_by("pk")
    ]
    brought = Deposit.objects.filter(partner=partner, deposited_on=day)
    found += [
        f"{day:%d/%m/%Y};SETORAN TUNAI {row.slip_number};;{_amount(row.amount_idr)}"
        for row in brought.order_by("pk")
    ]
    return [*found, f"{day:%d/%m/%Y};BIAYA TRANSFER;{_amount(TRANSFER_COST_IDR)};"]


def _deposit(account: PartnerAccount, by: User, on: dt.date) -> Deposit | None:
    amount_idr = deposits.free(treasurer=by) // 2 // ROUND_IDR * ROUND_IDR
    if amount_idr <= 0:
        return None
    return deposits.book(
        account=account, amount_idr=amount_idr, slip_number=SLIP, on=on, by=by, at=moment(on, 14)
    )


def _lines(partner: Partner, deposit: Deposit | None, on: dt.date) -> list[str]:
    """Of the last two remittances the bank named one code only."""
    posted = Remittance.objects.filter(partner=partner, status=Remittance.Status.POSTED)
    found = []
    for number, row in enumerate(posted.order_by("-posted_at")[:2]):
        code = row.payment_code if number == 0 else ""
        assert row.posted_at is not None
        day = months.law_day(row.posted_at)
        found.append(f"{day:%d/%m/%Y};BPJS KETENAGAKERJAAN {code};{_amount(row.amount_idr)};")
    if deposit is not None:
        found.append(f"{on:%d/%m/%Y};SETORAN TUNAI {SLIP};;{_amount(deposit.amount_idr)}")
    given_back = Repayment.objects.filter(
        partner=partner, how=Repayment.How.TRANSFER, status=Repayment.Status.PAID
    )
    for back in given_back.order_by("pk"):
        assert back.paid_at is not None
        said = f"TRSF KE {back.receiver.upper()} {back.reference}"
        found.append(f"{months.law_day(back.paid_at):%d/%m/%Y};{said};{_amount(back.amount_idr)};")
    found.append(f"{on:%d/%m/%Y};TRSF MASUK SDR AMINAH;;{_amount(UNKNOWN_IDR)}")
    found.append(f"{on:%d/%m/%Y};{COST};{_amount(COST_IDR)};")
    return found


def _amount(idr: int) -> str:
    """As banks write it: 1.250.000,00."""
    return f"{idr:,}".replace(",", ".") + ",00"
