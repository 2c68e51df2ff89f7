"""Examples for the API's document."""

from typing import Any

from drf_spectacular.utils import OpenApiExample

PHONE = "0f6c2f3e-9d4a-4d0e-8f5b-7c1d2e3f4a5b"
PAYMENT = "3b241101-e2bb-4255-8caf-4136c566a962"
VISIT = "5f0b7d0e-6d9c-4d5c-9f52-0d0c7c4f3b11"
DRAFT = "9a1c1a52-2d0f-4b43-a1a5-6f0d7b8c9d0e"


def _answer(name: str, value: dict[str, Any], status: str = "200") -> list[OpenApiExample]:
    return [OpenApiExample(name, value, response_only=True, status_codes=[status])]


SESSION = _answer("A collector", {"user": 17, "name": "Asep Kusnadi", "csrf": "kq3…64 signs"})
REGISTERED = _answer(
    "A new phone",
    {
        "phone": PHONE,
        "series": "TOHAGA-17-P1",
        "first": 1,
        "last": 600,
        "key": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
    },
    "201",
)
ROUND = _answer(
    "One person who owes two months",
    {
        "user": 17,
        "name": "Asep Kusnadi",
        "prepared_at": "2026-11-10T05:30:00+07:00",
        "day": "2026-11-10",
        "phone": PHONE,
        "numbers": {"series": "TOHAGA-17-P1", "last": 600},
        "outcomes": [
            {
                "value": "promised",
                "label": "Berjanji membayar",
                "needs_day": True,
                "first_in_days": 0,
                "last_in_days": 31,
            }
        ],
        "places": [{"value": "3-7", "label": "Pasar Cisarua · Blok A"}],
        "people": [
            {
                "id": 4711,
                "name": "Siti Aminah",
                "sex": "female",
                "market": "Pasar Cisarua",
                "block": "Blok A",
                "stall": "Kios 12",
                "contact": "+6281234567890",
                "stage": "Bulan kedua",
                "lapses_after": "2026-12-31",
                "visit": "Tidak ada di tempat",
                "owes": True,
                "postponed": False,
                "market_closed": False,
                "covered_until": "2026-08-31",
                "owed": 2,
                "is_after_gap": False,
                "months": [["2026-10", 16_800], ["2026-11", 16_800], ["2026-12", 16_800]],
                "billed": ["2026-10", "2026-11"],
                "credit_idr": 0,
                "problem": "",
            }
        ],
    },
)
_SENT = {
    "phone": PHONE,
    "sent_at": "2026-11-10T14:00:00+07:00",
    "entries": [
        {
            "kind": "payment",
            "id": PAYMENT,
            "told_at": "2026-11-10T09:12:00+07:00",
            "member": 4711,
            "months": ["2026-10", "2026-11"],
            "total_idr": 33_600,
            "credit_idr": 0,
            "number": 17,
            "code": "4K7M-29TA",
        },
        {
            "kind": "visit",
            "id": VISIT,
            "told_at": "2026-11-10T09:20:00+07:00",
            "member": 4712,
            "outcome": "promised",
            "note": "sore, setelah pukul tiga",
            "next_on": "2026-11-12",
        },
        {
            "kind": "enrolment_draft",
            "id": DRAFT,
            "told_at": "2026-11-10T09:40:00+07:00",
            "typed": {"name": "Dewi Lestari", "phone": "0812 3456 7890", "place": "3-7"},
        },
    ],
}
_TAKEN = {
    "results": [
        {
            "id": PAYMENT,
            "status": 201,
            "state": "stored",
            "sentence": "",
            "receipt": "TOHAGA-17-P1-000017",
            "payment": PAYMENT,
        },
        {
            "id": VISIT,
            "status": 200,
            "state": "stored",
            "sentence": "",
            "receipt": "",
            "payment": None,
        },
        {
            "id": DRAFT,
            "status": 409,
            "state": "refused",
            "sentence": "Somebody else stored this enrolment.",
            "receipt": "",
            "payment": None,
        },
    ]
}
SYNC = [
    OpenApiExample("A payment, a visit and a draft", _SENT, request_only=True),
    *_answer("Stored now, stored before, another's", _TAKEN),
]
