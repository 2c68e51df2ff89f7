"""The page that mends what the branch returned."""

import pytest
from django.urls import reverse

from members import review
from members.models import Enrolment
from tests.factories import NOON, make_collector, make_enrolment, make_market, make_reviewer
from tests.members.test_enrol_page import BORN, carried

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon", "as_collector")]


@pytest.fixture
def returned(market, collector):
    sent = make_enrolment(
        market=market, by=collector, birth_date=BORN, declared_income_idr=1_250_000
    )
    reviewer = make_reviewer(branch=market.partner.branch)
    return review.return_(enrolment=sent, reason="Nama ibu salah.", by=reviewer, at=NOON)


def test_it_opens_with_everything_but_the_nik_and_with_the_reason(client, returned) -> None:
    page = client.get(reverse("mend_enrolment", args=[returned.pk])).content.decode()
    assert "Nama ibu salah." in page and "Rp1.250.000" in page and "tidak berubah" in page
    assert "Persetujuan" not in page  # she agreed already


def test_one_thing_is_changed_and_it_goes_back(client, returned) -> None:
    url = reverse("mend_enrolment", args=[returned.pk])
    kept = carried(client.get(url).content.decode())
    page = client.post(url, {**kept, "go": "diri"}).content.decode()
    data = {
        **carried(page),
        "birth_place": "Bogor",
        "birth_date_day": "27",
        "birth_date_month": "3",
        "birth_date_year": "1968",
        "sex": "female",
        "mother_name": "Ibu Betul",
    }
    page = client.post(url, {**data, "go": "next"}).content.decode()
    assert "<h1>Periksa sebelum dikirim</h1>" in page
    assert client.post(url, {**carried(page), "go": "send"}).status_code == 302
    returned.refresh_from_db()
    assert (returned.status, returned.member.mother_name) == ("submitted", "Ibu Betul")


def test_who_pays_for_her_stays_as_it_was(client, market, collector) -> None:
    sent = make_enrolment(market=market, by=collector, birth_date=BORN, payer_kind="apbd")
    reviewer = make_reviewer(branch=market.partner.branch)
    review.return_(enrolment=sent, reason="Nama?", by=reviewer, at=NOON)
    url = reverse("mend_enrolment", args=[sent.pk])
    page = client.get(url).content.decode()
    client.post(url, {**carried(page), "payer_kind": "self", "go": "send"})
    sent.refresh_from_db()
    assert (sent.status, sent.payer_kind) == ("submitted", "apbd")


@pytest.mark.parametrize("jht", [True, False])
@pytest.mark.parametrize("answer", [True, False])
def test_whether_she_employs_others_is_kept_as_it_was_answered(
    client, market, collector, answer, jht
) -> None:
    sent = make_enrolment(market=market, by=collector, employs_others=answer, jht=jht)
    reviewer = make_reviewer(branch=market.partner.branch)
    review.return_(enrolment=sent, reason="Nama?", by=reviewer, at=NOON)
    page = client.get(reverse("mend_enrolment", args=[sent.pk])).content.decode()
    assert carried(page)["employs_others"] == str(answer).lower()


def test_a_substitute_mends_it_too(client, returned, market) -> None:
    client.force_login(make_collector(market=market))
    assert client.get(reverse("mend_enrolment", args=[returned.pk])).status_code == 200


def test_it_is_404_to_a_collector_of_another_market(client, returned) -> None:
    client.force_login(make_collector(market=make_market()))
    assert client.get(reverse("mend_enrolment", args=[returned.pk])).status_code == 404
    assert client.post(reverse("mend_enrolment", args=[returned.pk])).status_code == 404


def test_what_is_not_returned_any_more_is_not_mended(client, returned) -> None:
    Enrolment.objects.update(status="withdrawn")
    answer = client.get(reverse("mend_enrolment", args=[returned.pk]))
    assert answer.url == reverse("enrolments_mine")


class TestRemarks:
    @pytest.fixture
    def noted(self, market, collector):
        sent = make_enrolment(market=market, by=collector, birth_date=BORN)
        return review.return_(
            enrolment=sent,
            codes=["mother_name", "consent"],
            notes={"nik_differs": "Angka ke-12 < KTP", "mother_name": "Belum lengkap"},
            by=make_reviewer(branch=market.partner.branch),
            at=NOON,
        )

    def test_a_consent_that_is_doubted_is_asked_anew(self, client, noted):
        page = client.get(reverse("mend_enrolment", args=[noted.pk])).content.decode()
        assert "Cara menyetujui" in page

    def test_each_stands_beside_its_field(self, client, noted):
        url = reverse("mend_enrolment", args=[noted.pk])
        kept = carried(client.get(url).content.decode())
        page = client.post(url, {**kept, "go": "kartu"}).content.decode()
        note = "Catatan cabang: NIK berbeda dengan KTP: Angka ke-12 &lt; KTP"
        assert note in page and "Sudah tersimpan." in page
        assert page.index(note) < page.index('name="name"')
        page = client.post(url, {**kept, "go": "diri"}).content.decode()
        assert "Catatan cabang: Nama ibu kandung: Belum lengkap" in page
        page = client.post(url, {**kept, "go": "tempat"}).content.decode()
        assert "Catatan cabang" not in page

    def test_the_page_to_check_names_them_by_section(self, client, market, collector):
        sent = make_enrolment(market=market, by=collector, birth_date=BORN)
        review.return_(
            enrolment=sent,
            notes={"address": "Nomor rumah?"},
            reason="Lihat KTP.",
            by=make_reviewer(branch=market.partner.branch),
            at=NOON,
        )
        page = client.get(reverse("mend_enrolment", args=[sent.pk])).content.decode()
        assert "Lihat KTP." in page and page.count("Alamat: Nomor rumah?") == 2
        assert page.index("<h2>Alamat dan tempat kerja") < page.rindex("Alamat: Nomor rumah?")

    def test_what_was_returned_before_codes_is_still_read(self, client, returned):
        page = client.get(reverse("mend_enrolment", args=[returned.pk])).content.decode()
        assert "Nama ibu salah." in page
