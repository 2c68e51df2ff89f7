"""The walk through the pages of an enrolment.

What was typed on other pages travels in hidden fields, as it was typed, so that going back, two
tabs and a double tap do what they seem to; a sealed draft follows it (`members/drafts.py`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from markets.row_ids import row_id
from members import consents, enclosures, family, nik
from members.applications import Application, UnableToEnrol
from members.drafts import OFFERED
from members.forms import enrolment_participant, remarks
from members.forms import family as family_rows
from members.forms.enrolment import CardForm, Entry, PersonForm, StepForm
from members.forms.enrolment_participant import ParticipantForm
from members.forms.enrolment_pictures import ConsentForm, PhotoForm
from members.forms.enrolment_work import PlaceForm, WorkForm
from members.forms.family import FamilyForm
from members.models import Consent, Document, PayerKind, ReturnReason

STEPS: tuple[type[StepForm], ...] = (
    CardForm,
    PersonForm,
    PhotoForm,
    PlaceForm,
    WorkForm,
    FamilyForm,
    ParticipantForm,
    ConsentForm,
)
# Typed, and said in other words by the application.
REWORDED = (
    "place",
    "stall_kind",
    "stall_number",
    "participant",
    "member_since",
    "last_month_paid",
    "membership_number",
)
CONSENT_VERSION = "consent_version"
DRAFT = "draft"
DRIVE = "drive"
IMPORTED = "imported"
# What steers the walk and is not carried along.
STEERING = {
    "csrfmiddlewaretoken",
    "step",
    "go",
    *(name for step in STEPS for name in step.pictures),
}


class Walk:
    """All pages of one enrolment, filled as far as `data` goes."""

    pages: tuple[type[StepForm], ...] = STEPS

    def __init__(self, data: Mapping[str, str], *, entry: Entry, posted: str = "") -> None:
        """`posted` is the key of the page that was just sent: it counts even when left empty."""
        self.data = data
        self.consent_text = consents.in_force(on=entry.on)
        self.remarks = remarks.of(entry.mended)
        self.entry = entry = replace(entry, held=self._held(entry))
        self.steps = [
            form for form in self.pages if form is not ConsentForm or self._asks_consent()
        ]
        self.forms: list[StepForm] = []
        for step in self.steps:
            typed = any(data.get(name) for name in names_of(step))
            filled = step.key == posted or typed or step.is_begun(entry)
            form = step(data if filled else None, entry=entry, initial=self._initial(step))
            form.remarks = remarks.beside(form=form, remarks=self.remarks)
            self.forms.append(form)

    def page(self, key: str) -> StepForm | None:
        """The page of that key."""
        return next((form for form in self.forms if form.key == key), None)

    def first_open(self) -> StepForm | None:
        """The first page that is not filled in rightly."""
        return next((form for form in self.forms if not form.is_valid()), None)

    def number(self, form: StepForm) -> int:
        """Which page of how many: counted from 1."""
        return self.forms.index(form) + 1

    def before(self, form: StepForm) -> StepForm | None:
        """The page before this one."""
        return self.forms[self.number(form) - 2] if self.number(form) > 1 else None

    def carried(self, form: StepForm | None) -> Iterator[tuple[str, str]]:
        """Names and values of everything that the page itself does not ask."""
        own = set(names_of(type(form))) if form else set()
        if isinstance(form, ConsentForm):
            own.add(CONSENT_VERSION)  # always that of the text which is shown
        for name in self.data:
            if name not in own | STEERING:
                yield name, self.data[name]

    @property
    def draft(self) -> UUID | None:
        """The id under which what is typed here is kept; none for what is mended."""
        return _uuid(self.data.get(DRAFT, "")) if self.entry.mended is None else None

    def _held(self, entry: Entry) -> Mapping[str, Document]:
        draft = _uuid(self.data.get(DRAFT, ""))
        found = enclosures.held(
            draft=draft, by=entry.by, text=self.consent_text, mended=entry.mended
        )
        if not remarks.doubt_photo(self.remarks):
            return found
        return {kind: held for kind, held in found.items() if held.enrolment_id is None}

    @property
    def imported(self) -> int | None:
        """The row of an imported list from which the walk set out."""
        return row_id(self.data.get(IMPORTED, ""))

    def typed(self) -> dict[str, str]:
        """What was typed so far on every page, by the names of the fields."""
        names = [name for step in STEPS for name in names_of(step)]
        names += [CONSENT_VERSION, DRIVE, IMPORTED]
        names += [name for name in self.data if name.startswith(OFFERED)]
        return {name: self.data[name] for name in names if name in self.data}

    def application(self) -> Application:
        """What was typed on all pages; each must be valid."""
        typed: dict[str, Any] = {}
        for form in self.forms:
            typed |= {
                name: value
                for name, value in form.cleaned_data.items()
                if not name.startswith("family_") and name not in form.pictures
            }
        occupations = (typed.pop("occupation"), typed.pop("second_occupation"))
        for name in REWORDED:
            typed.pop(name, None)
        return Application(
            **{
                **typed,
                "occupations": tuple(filter(None, occupations)),
                "employs_others": typed["employs_others"] == "true",
                "jht": typed["jht"] == "true",
                CONSENT_VERSION: self.data.get(CONSENT_VERSION, ""),
                "photo": self._kept(Document.Kind.KTP_PHOTO),
                "consent_evidence": self._kept(Consent.SHOWN_BY.get(typed.get("consent_how", ""))),
            }
        )

    def _kept(self, kind: Document.Kind | None) -> UUID | None:
        document = self.entry.held.get(kind) if kind else None
        return document.pk if document else None

    def refuse(self, error: UnableToEnrol) -> StepForm:
        """The page on which the refusal can be mended, with its sentence."""
        for form in self.forms:
            if error.field in form.fields:
                form.add_error(error.field, str(error))
                return form
        self.forms[0].add_error(None, str(error))
        return self.forms[0]

    @property
    def dues(self) -> Any:
        """What the wishes that were typed cost, without and with JHT; None before they are."""
        work = self.page(WorkForm.key)
        if work is None or not work.is_bound or self.entry.dues_of is None:
            return None
        work.is_valid()  # reads what was typed, also where something is missing
        asked = work.cleaned_data
        if not asked.get("declared_income_idr") or not asked.get("sector"):
            return None
        return self.entry.dues_of(
            declared_income_idr=asked["declared_income_idr"],
            sector=asked["sector"],
            payer=PayerKind.SELF,
            on=self.entry.on,
        )

    @property
    def chosen_jht(self) -> bool | None:
        """Whether JHT is wished for; None while that was not answered."""
        work = self.page(WorkForm.key)
        answer = work.cleaned_data.get("jht") if work and work.is_valid() else None
        return None if answer is None else answer == "true"

    @property
    def employs_others(self) -> bool:
        """Whether the person said that she pays others to work."""
        return self.data.get("employs_others") == "true"

    @property
    def consent_parts(self) -> list[consents.Part]:
        """The text that is shown, part by part."""
        return consents.parts(self.consent_text)

    def _asks_consent(self) -> bool:
        mended = self.entry.mended
        if mended is None or any(said.code == ReturnReason.CONSENT for said in self.remarks):
            return True
        return not consents.given(mended.member, self.consent_text)

    def _initial(self, step: type[StepForm]) -> Mapping[str, Any]:
        """Birth date and sex as the NIK tells them, to be compared with the card; elsewhere what
        is offered: told by the person herself, or the same as for the one before."""
        if step is not PersonForm:
            names = [name for name in step.base_fields if self.data.get(OFFERED + name)]
            return {name: self.data[OFFERED + name] for name in names}
        try:
            number = nik.parse(self.data.get("nik", ""), on=self.entry.on)
        except nik.InvalidNik:
            return {}
        return {"birth_date": number.birth_date, "sex": number.sex}


def blank() -> dict[str, str]:
    """A walk that begins, with the id of its draft."""
    return {DRAFT: str(uuid4())}


def as_typed(entry: Entry) -> dict[str, str]:
    """A returned enrolment as if it had just been typed, without the NIK."""
    enrolment = entry.mended
    assert enrolment is not None
    member = enrolment.member
    place = member.placements.filter(find_here=True, last_day=None).select_related("stall").first()
    birth_date = member.birth_date
    typed = {
        "name": member.name,
        "birth_place": member.birth_place,
        "birth_date_day": birth_date.day,
        "birth_date_month": birth_date.month,
        "birth_date_year": birth_date.year,
        "sex": member.sex,
        "mother_name": member.mother_name,
        "address": member.address,
        "phone": str(member.phone or ""),
        "place": f"{place.market_id}-{place.block_id or ''}" if place else "",
        "stall_kind": place.stall.kind if place and place.stall else "",
        "stall_number": place.stall.number if place and place.stall else "",
        "occupation": member.occupation,
        "second_occupation": member.second_occupation,
        "sector": enrolment.sector,
        "employs_others": str(enrolment.employs_others).lower(),
        "declared_income_idr": enrolment.declared_income_idr,
        "jht": str(enrolment.jht).lower(),
        # Counts only where there is none.
        "without_photo": "" if remarks.doubt_photo(remarks.of(enrolment)) else "on",
        **family_rows.as_typed(family.as_contacts(member)),
        **enrolment_participant.as_typed(enrolment),
    }
    return {name: str(value) for name, value in typed.items()}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def names_of(step: type[StepForm]) -> Iterator[str]:
    """The names of the page's fields as they are posted; pictures are no text to be kept."""
    for name, field in step.base_fields.items():
        if name in step.pictures:
            continue
        for part in getattr(field.widget, "widgets_names", [""]):
            yield name + part


# What a phone without a signal may tell: pictures and consent need the pages themselves.
TOLD_BY_PHONES = frozenset(
    name for step in STEPS if step not in (PhotoForm, ConsentForm) for name in names_of(step)
)
