"""Three traders who paid with their NIK at a kiosk: one waits, one is confirmed, one denied."""

import datetime as dt
import io
import random

from config.demo import papers
from config.demo.rounds import moment, new_id
from config.demo.territory import Territory
from contributions import dues, elsewhere_answers, paid_elsewhere, transfer_proofs
from contributions.elsewhere_months import choices
from contributions.models import PaidElsewhere
from contributions.paid_elsewhere import Told
from members.models import Member

PARTNER, MARKET = "tohaga", "cisarua"
CHANNEL = "Gerai Contoh Cisarua"


def write(*, territory: Territory, today: dt.date, chance: random.Random) -> None:
    """Recorded by the collector some days ago; the treasurer has asked BPJS about two since."""
    found = Member.objects.filter(market=territory.markets[MARKET], status=Member.Status.ACTIVE)
    day, records = today - dt.timedelta(days=3), 0
    for member in found.select_related("market").order_by("name", "pk"):
        free = [choice for choice in choices(member=member, on=day) if choice.paid_here is None]
        payable = {due.month for due in dues.payable(member=member, on=day).owed}
        owed = [choice for choice in free if choice.month in payable]
        if len(owed) != 1:
            continue
        records += 1
        told = Told(
            months=(owed[0].month,),
            channel=PaidElsewhere.Channel.KIOSK,
            channel_name=CHANNEL,
            paid_on=day,
            amount_idr=owed[0].amount_idr,
            reference=f"GC-{day:%y%m%d}-{records}",
        )
        record = paid_elsewhere.record(
            id=new_id(chance),
            member=member,
            told=told,
            proof=transfer_proofs.read(_slip(told)),
            by=territory.users["kolektor.cisarua"],
            at=moment(day, 10 + records),
        )
        if records == 1:
            continue
        answer = elsewhere_answers.confirm if records == 2 else elsewhere_answers.deny
        answer(
            record=record,
            wanted=told.months,
            answered_on=day + dt.timedelta(days=1),
            note="Dicek pada SIPP" if records == 2 else "NIK tidak ada pada pembayaran hari itu",
            by=territory.treasurers(PARTNER)[0],
            at=moment(day + dt.timedelta(days=1), 15),
        )
        if records == 3:
            return


def _slip(told: Told) -> io.BytesIO:
    """A photo of an invented kiosk's slip."""
    lines = ("GERAI CONTOH", "IURAN BPU", told.reference, f"{told.paid_on}", f"{told.amount_idr}")
    return io.BytesIO(papers.photo(*lines))
