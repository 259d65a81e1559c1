"""A certificate rests on a root hash, needs a second person, and falls with any change of a number."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from warehouse.certification import CertificationError, certify, close_state
from warehouse.event_log import record
from warehouse.home import Home, open_home
from warehouse.publish import publish

CLOSE = "2024-01..2024-03"


def published(home: Home, value: int) -> str:
    done = publish(home, CLOSE, {"findings": pl.DataFrame({"plant": ["AAAA"], "n": [value]})})
    record(home, "close", {"close_id": CLOSE, "root_hash": done.root_hash}, who="first")
    return done.root_hash


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path)


def test_second_person_certifies_what_is_published(home: Home) -> None:
    root = published(home, 1)
    state = certify(home, CLOSE, "second", "traced ten numbers to their rows")
    assert (state.state, state.root_hash, state.certified_by) == ("certified", root, "second")


@pytest.mark.parametrize(
    "by", [pytest.param("first", id="the-one-who-closed"), pytest.param(" ", id="nobody")]
)
def test_nobody_certifies_their_own_close(home: Home, by: str) -> None:
    published(home, 1)
    with pytest.raises(CertificationError):
        certify(home, CLOSE, by, "")


def test_close_never_published_cannot_be_certified(home: Home) -> None:
    with pytest.raises(CertificationError):
        certify(home, CLOSE, "second", "")


def test_changed_number_takes_the_certificate_away_until_recertified(home: Home) -> None:
    published(home, 1)
    certify(home, CLOSE, "second", "")
    published(home, 2)
    assert close_state(home, CLOSE).state == "decertified"
    assert certify(home, CLOSE, "second", "looked at what changed").state == "certified"


def test_same_close_again_keeps_the_certificate(home: Home) -> None:
    published(home, 1)
    certify(home, CLOSE, "second", "")
    published(home, 1)
    assert close_state(home, CLOSE).state == "certified"
