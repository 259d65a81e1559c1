"""The event log: appended to, never altered unseen, whole after a kill."""

import os

import pytest

from warehouse import event_log
from warehouse.event_log import (
    Draft,
    Head,
    LogError,
    append,
    digest,
    head_file,
    log_file,
    read_events,
    record,
)
from warehouse.home import open_home
from warehouse.verify import verify_log

STEPS = [
    ("delivery", {"file": "甲/2024-01/台账.xlsx"}),
    ("certify", {"root": "ab"}),
    ("answer", {"why": "检修"}),
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    place = open_home(tmp_path / "home")
    for kind, payload in STEPS:
        record(place, kind, payload, who="tester")
    return place


def test_an_untouched_log_has_no_problem(home):
    assert verify_log(home) == []
    assert [event.seq for event in read_events(home)] == [1, 2, 3]
    assert [(event.type, event.payload) for event in read_events(home)] == STEPS


def test_a_home_without_a_log_has_no_problem(tmp_path):
    assert verify_log(open_home(tmp_path)) == []


def test_every_single_altered_byte_is_found(home):
    content = log_file(home).read_bytes()
    for place in range(len(content)):
        for bit in (1, 0x20):
            altered = bytearray(content)
            altered[place] ^= bit
            log_file(home).write_bytes(bytes(altered))
            assert verify_log(home), f"byte {place} ^ {bit} was not noticed"


def test_every_single_altered_byte_of_the_anchor_is_found(home):
    content = head_file(home).read_bytes()
    for place in range(len(content)):
        altered = bytearray(content)
        altered[place] ^= 1
        head_file(home).write_bytes(bytes(altered))
        assert verify_log(home), f"byte {place} was not noticed"


def test_every_removed_or_inserted_byte_is_found(home):
    content = log_file(home).read_bytes()
    for place in range(len(content)):
        for changed in (content[:place] + content[place + 1 :], content[:place] + b"0" + content[place:]):
            log_file(home).write_bytes(changed)
            assert verify_log(home), f"byte {place} was not noticed"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda lines: lines[:-1], id="last-event-removed"),
        pytest.param(lambda lines: lines[1:], id="first-event-removed"),
        pytest.param(lambda lines: [lines[0], lines[2]], id="middle-event-removed"),
        pytest.param(lambda lines: [lines[1], lines[0], lines[2]], id="events-swapped"),
        pytest.param(lambda lines: [*lines, lines[-1]], id="event-repeated"),
        pytest.param(lambda lines: [lines[0], lines[0], *lines[1:]], id="event-inserted"),
        pytest.param(lambda lines: [*lines, b"\n"], id="blank-line-added"),
        pytest.param(lambda lines: [], id="emptied"),
    ],
)
def test_removed_moved_and_inserted_events_are_found(home, change):
    # A further event, so that the last one cannot be completed from the anchor.
    append(home, Draft("answer", {"n": 4}, "tester"), Draft("answer", {"n": 5}, "tester"))
    head = event_log.read_head(home)
    event_log.write_atomic(head_file(home), Head(head.seq, head.hash, head.size, "").bytes())
    lines = log_file(home).read_bytes().splitlines(keepends=True)
    log_file(home).write_bytes(b"".join(change(lines)))
    assert verify_log(home)


def test_a_recomputed_chain_is_found_by_a_head_noted_elsewhere(home, tmp_path):
    noted = event_log.read_head(home).hash
    forged = open_home(tmp_path / "forged")
    for kind, payload in STEPS[:-1]:
        record(forged, kind, payload, who="tester")
    record(forged, "answer", {"why": "另一说法"}, who="tester")
    assert verify_log(forged) == []
    assert [p.code for p in verify_log(forged, expected_head=noted)] == ["noted_head_absent"]
    assert verify_log(home, expected_head=noted) == []


def test_an_append_cut_short_at_any_byte_is_completed(home):
    whole = log_file(home).read_bytes()
    start = len(whole) - len(event_log.read_head(home).tail.encode())
    for cut in range(start, len(whole)):
        log_file(home).write_bytes(whole[:cut])
        # a kill leaves this as well as somebody who removes the last event: it is told, and nothing is lost
        told = verify_log(home)
        assert [(p.code, p.seq) for p in told] == [("tail_in_anchor_only", 3)]
        assert "下次运行会自动补齐" in told[0].message_zh
        assert [event.seq for event in read_events(home)] == [1, 2, 3]
        event_log.recover(home)
        assert log_file(home).read_bytes() == whole
        assert verify_log(home) == []


def test_every_event_of_the_last_append_that_only_the_anchor_holds_is_told(home):
    whole = log_file(home).read_bytes()
    append(home, Draft("a", {}), Draft("b", {}))
    log_file(home).write_bytes(whole)
    assert [(p.code, p.seq) for p in verify_log(home)] == [
        ("tail_in_anchor_only", 5),
        ("tail_in_anchor_only", 4),
    ]


@pytest.mark.parametrize("file", [log_file, head_file])
@pytest.mark.parametrize("put", [lambda path, aside: path.symlink_to(aside), lambda path, _: path.mkdir(),
                                 lambda path, _: os.mkfifo(path)], ids=["link", "folder", "pipe"])  # fmt: skip
def test_a_log_replaced_by_something_that_is_no_file_is_told_and_not_read(home, tmp_path, file, put):
    file(home).rename(tmp_path / "aside")
    put(file(home), tmp_path / "aside")
    assert [p.code for p in verify_log(home)] == ["log_replaced"]


@pytest.mark.parametrize("name", ["events.jsonl.bak", ".hidden", "head.json.tmp"])
def test_a_file_that_does_not_belong_to_the_log_is_found(home, name):
    (home.log / name).write_bytes(b"")
    assert [(p.place, p.code) for p in verify_log(home)] == [(f"log/{name}", "file_inserted")]


def test_what_a_kill_leaves_of_an_anchor_is_no_problem(home):
    (home.log / ".head.json.4711.tmp").write_bytes(b"{")
    assert verify_log(home) == []


def test_an_append_refuses_a_log_altered_outside(home):
    log_file(home).write_bytes(log_file(home).read_bytes() + b"{}\n")
    with pytest.raises(LogError, match="长度与锚点不符"):
        record(home, "answer", {})


def test_several_events_are_appended_as_one_step(home):
    events = append(home, Draft("a", {}), Draft("b", {}))
    assert [event.seq for event in events] == [4, 5]
    assert verify_log(home) == []


def test_the_digest_says_what_happened_not_when(home, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")
    other = open_home(tmp_path / "other")
    for kind, payload in STEPS:
        record(other, kind, payload, who="another")
    assert digest(other) == digest(home)
    assert log_file(other).read_bytes() != log_file(home).read_bytes()
    record(other, "answer", {})
    assert digest(other) != digest(home)
