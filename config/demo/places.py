"""Where the demo plays: branches, partners and markets of the first users, trades and incomes.

The organisations are named in public reports about BPU insurance in markets, or are invented;
blocks, stalls and figures are invented throughout.
"""

from dataclasses import dataclass

from markets.models import Market, Partner, Stall
from members.models import PayerKind, Sector


@dataclass(frozen=True)
class Trade:
    """What somebody does for a living, and between what a month of it brings, in rupiah."""

    name: str
    least_idr: int
    most_idr: int
    sector: str = Sector.NON_TRANSPORT


@dataclass(frozen=True)
class BlockPlan:
    """A block: its name, the kind of its stalls, and its part of the market's people."""

    name: str
    stalls: str
    parts: int


@dataclass(frozen=True)
class PartnerPlan:
    code: str
    name: str
    kind: str
    branch: str


@dataclass(frozen=True)
class MarketPlan:
    """A market or community; `parts` of a thousand members are its people.

    `area` is the code with which NIKs of that place begin.
    """

    code: str
    name: str
    partner: str
    parts: int
    area: str
    town: str
    trades: tuple[Trade, ...]
    blocks: tuple[BlockPlan, ...] = ()
    zone: str = Market.Zone.WIB
    closed_weekdays: tuple[int, ...] = ()
    payer: str = PayerKind.SELF

    @property
    def kind(self) -> str:
        return Market.Kind.MARKET if self.blocks else Market.Kind.COMMUNITY


FOOD = (
    Trade("Pedagang sayur", 1_400_000, 4_500_000),
    Trade("Pedagang ayam potong", 3_000_000, 8_000_000),
    Trade("Pedagang ikan", 2_500_000, 7_000_000),
    Trade("Pedagang bumbu dapur", 1_200_000, 4_000_000),
    Trade("Pedagang sembako", 4_000_000, 12_000_000),
    Trade("Pedagang buah", 2_000_000, 6_000_000),
    Trade("Penjual nasi uduk", 1_000_000, 3_000_000),
    Trade("Pedagang tahu tempe", 1_300_000, 3_500_000),
    Trade("Pedagang daging sapi", 6_000_000, 16_000_000),
    Trade("Penjahit", 1_200_000, 3_500_000),
)
TEXTILES = (
    Trade("Pedagang pakaian", 3_500_000, 14_000_000),
    Trade("Pedagang kain", 4_000_000, 21_000_000),
    Trade("Pedagang jilbab", 2_500_000, 9_000_000),
    Trade("Pedagang kopi keliling", 1_000_000, 2_600_000),
)
PORTERS = (
    Trade("Kuli panggul", 800_000, 2_400_000),
    Trade("Kuli panggul", 900_000, 2_000_000),
    Trade("Sopir bajaj", 1_800_000, 3_600_000, Sector.TRANSPORT),
)
HAWKERS = (
    Trade("Pedagang asongan", 700_000, 2_200_000),
    Trade("Penjual mutiara keliling", 1_000_000, 3_800_000),
    Trade("Penjual sate bulayak", 1_100_000, 2_900_000),
    Trade("Tukang ojek", 1_300_000, 3_000_000, Sector.TRANSPORT),
)
STREET = (Trade("Penyapu jalan", 4_900_000, 5_400_000),)

KIOSK, BOOTH, YARD, PITCH = (
    Stall.Kind.KIOSK,
    Stall.Kind.BOOTH,
    Stall.Kind.FORECOURT,
    Stall.Kind.PITCH,
)

BRANCHES = (
    ("bogor", "Kantor Cabang Bogor"),
    ("jakarta-salemba", "Kantor Cabang Jakarta Salemba"),
    ("ntb", "Kantor Cabang Nusa Tenggara Barat"),
    ("surakarta", "Kantor Cabang Surakarta"),
)

PARTNERS = (
    PartnerPlan("tohaga", "Perumda Pasar Tohaga", Partner.Kind.MARKET_OPERATOR, "bogor"),
    PartnerPlan(
        "tanah-abang",
        "Paguyuban Pedagang dan Kuli Panggul Tanah Abang",
        Partner.Kind.TRADER_GROUP,
        "jakarta-salemba",
    ),
    PartnerPlan(
        "penyapu", "Koordinator Penyapu Jalan Jakarta", Partner.Kind.AGGREGATOR, "jakarta-salemba"
    ),
    PartnerPlan("asongan-ntb", "Asosiasi Pedagang Asongan NTB", Partner.Kind.ASSOCIATION, "ntb"),
    PartnerPlan(
        "surakarta", "Dinas Perdagangan Kota Surakarta", Partner.Kind.TRADE_OFFICE, "surakarta"
    ),
)

MARKETS = (
    MarketPlan(
        "cisarua",
        "Pasar Cisarua",
        "tohaga",
        150,
        "3201",
        "Bogor",
        FOOD,
        (
            BlockPlan("Blok A", KIOSK, 4),
            BlockPlan("Blok B", KIOSK, 3),
            BlockPlan("Blok C (basah)", BOOTH, 3),
            BlockPlan("Pelataran", YARD, 2),
        ),
    ),
    MarketPlan(
        "ciawi",
        "Pasar Ciawi",
        "tohaga",
        100,
        "3201",
        "Bogor",
        FOOD,
        (
            BlockPlan("Blok A", KIOSK, 3),
            BlockPlan("Blok B (los)", BOOTH, 3),
            BlockPlan("Pelataran", YARD, 2),
        ),
    ),
    MarketPlan(
        "leuwiliang",
        "Pasar Leuwiliang",
        "tohaga",
        100,
        "3201",
        "Bogor",
        FOOD,
        (BlockPlan("Blok Timur", KIOSK, 3), BlockPlan("Blok Barat", BOOTH, 3)),
        closed_weekdays=(5,),
    ),
    MarketPlan(
        "cileungsi",
        "Pasar Cileungsi",
        "tohaga",
        100,
        "3201",
        "Bogor",
        FOOD,
        (
            BlockPlan("Blok A", KIOSK, 3),
            BlockPlan("Blok B", KIOSK, 3),
            BlockPlan("Blok D (ikan)", BOOTH, 1),
        ),
    ),
    MarketPlan(
        "tanah-abang",
        "Pasar Tanah Abang",
        "tanah-abang",
        140,
        "3171",
        "Jakarta",
        TEXTILES,
        (
            BlockPlan("Blok A Lantai 1", KIOSK, 4),
            BlockPlan("Blok A Lantai 2", KIOSK, 3),
            BlockPlan("Blok F", BOOTH, 3),
        ),
    ),
    MarketPlan(
        "kuli-tanah-abang",
        "Kuli Panggul Tanah Abang",
        "tanah-abang",
        60,
        "3171",
        "Jakarta",
        PORTERS,
    ),
    MarketPlan(
        "penyapu-jakpus",
        "Penyapu Jalan Jakarta Pusat",
        "penyapu",
        100,
        "3171",
        "Jakarta",
        STREET,
        payer=PayerKind.APBD,
    ),
    MarketPlan(
        "asongan-mataram",
        "Asongan Kota Mataram",
        "asongan-ntb",
        75,
        "5271",
        "Mataram",
        HAWKERS,
        zone=Market.Zone.WITA,
    ),
    MarketPlan(
        "asongan-senggigi",
        "Asongan Pantai Senggigi",
        "asongan-ntb",
        50,
        "5201",
        "Lombok Barat",
        HAWKERS,
        zone=Market.Zone.WITA,
    ),
    MarketPlan(
        "rejosari",
        "Pasar Rejosari",
        "surakarta",
        75,
        "3372",
        "Surakarta",
        FOOD,
        (BlockPlan("Kios Depan", KIOSK, 2), BlockPlan("Los Tengah", BOOTH, 3)),
    ),
    MarketPlan(
        "paguyuban-sayur",
        "Paguyuban Sayur Rejosari",
        "surakarta",
        30,
        "3372",
        "Surakarta",
        FOOD[:4],
    ),
    MarketPlan(
        "paguyuban-kuliner",
        "Paguyuban Kuliner Malam Rejosari",
        "surakarta",
        20,
        "3372",
        "Surakarta",
        (FOOD[6], Trade("Penjual wedangan", 1_000_000, 2_800_000)),
    ),
)
