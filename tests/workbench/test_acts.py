import datetime as dt

import orjson
import pytest

from hydrascope.audit import Audit
from hydrascope.errors import InputError, WarehouseError
from hydrascope.workbench.acts import Acts

NOON = dt.datetime(2026, 2, 1, 12)


@pytest.fixture
def trail(tmp_path):
    return Audit(tmp_path / "cases" / "audit.sqlite")


def told(trail):
    rows = trail.entries().iloc[::-1]
    return [
        (act, subject, orjson.loads(detail))
        for act, subject, detail in zip(rows["act"], rows["subject"], rows["detail"], strict=True)
    ]


def test_what_is_done_while_ids_are_shown_says_why(trail):
    acts = Acts(trail, "ann", "f", visitor="visitor 1", reason=" a notice ")
    acts.reveal(NOON)
    acts.query("q1", NOON)
    acts.extract("q1", "csv", NOON)
    acts.hide(NOON)

    why = {"visitor": "visitor 1", "reason": "a notice"}
    assert told(trail) == [
        ("reveal", "account ids", why | {"shown": True}),
        ("query", "q1", why),
        ("extract", "q1", why | {"file": "csv"}),
        ("reveal", "account ids", why | {"shown": False}),
    ]
    assert set(trail.entries()["author"]) == {"ann"}
    assert trail.verify() == []


def test_short_names_need_no_reason(trail):
    acts = Acts(trail, "visitor 1", "f")
    acts.query("q1", NOON)
    acts.extract("overview/timeline", "xlsx", NOON, {"start_at": NOON})

    assert told(trail) == [
        ("query", "q1", {}),
        (
            "extract",
            "overview/timeline",
            {"file": "xlsx", "params": {"start_at": "2026-02-01T12:00:00"}},
        ),
    ]


@pytest.mark.parametrize("lacking", ["author", "reason"])
def test_ids_are_shown_to_somebody_for_a_reason(trail, lacking):
    given = {"author": "ann", "reason": "why"} | {lacking: " "}
    with pytest.raises(InputError, match="for a reason"):
        Acts(trail, fingerprint="f", **given).reveal(NOON)
    assert told(trail) == []


def test_what_cannot_be_written_down_raises(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError):
        Acts(Audit(tmp_path / "file" / "audit.sqlite"), "ann", "f").query("q", NOON)
