"""What the database refuses about posters; each test is named after the constraint."""

import pytest
from django.db import DatabaseError

from members.models import EnrolmentDraft, Poster, PosterUse
from tests.contributions.straight import refused_by
from tests.factories import NOON, make_treasurer
from tests.members.activations import make_poster

pytestmark = pytest.mark.django_db


def test_market_has_one_live_poster() -> None:
    first = make_poster()
    with refused_by("market_has_one_live_poster"):
        Poster.objects.create(market=first.market, token="x", made_by=first.made_by, made_at=NOON)


def test_poster_is_revoked_by_somebody() -> None:
    poster = make_poster()
    with refused_by("poster_is_revoked_by_somebody"):
        Poster.objects.filter(pk=poster.pk).update(revoked_at=NOON)


def test_a_revoked_poster_never_works_again() -> None:
    rows = Poster.objects.filter(pk=make_poster().pk)
    rows.update(revoked_at=NOON, revoked_by=make_treasurer())
    with pytest.raises(DatabaseError, match="Cannot update"):
        rows.update(revoked_at=None, revoked_by=None)


def test_poster_use_is_counted_once() -> None:
    PosterUse.objects.create(key=b"x", hour=NOON, times=1)
    with refused_by("poster_use_is_counted_once"):
        PosterUse.objects.create(key=b"x", hour=NOON, times=1)


def test_draft_is_somebodys_or_from_a_poster() -> None:
    with refused_by("draft_is_somebodys_or_from_a_poster"):
        EnrolmentDraft.objects.create(sealed=b"x", key_id="k1", started_at=NOON, changed_at=NOON)
