"""``backup`` and ``restore`` from the command line."""

import datetime as dt

from hydrascope import cases


def test_what_was_written_comes_back(call, call_json, tmp_path):
    one, two, file = tmp_path / "a" / "w", tmp_path / "b" / "w", tmp_path / "kept.zip"
    cases.Work(cases.of(one)).open("A swarm", author="mk", at=dt.datetime(2026, 3, 1))

    made = call_json("backup", file, "--warehouse", one)
    assert sorted(made["files"]) == ["audit.sqlite", "cases.sqlite"]
    code, out, _ = call("restore", file, "--warehouse", two)

    assert code == 0
    assert "2 files restored" in out
    assert cases.Work(cases.of(two)).all()["title"].tolist() == ["A swarm"]
    code, _, err = call("restore", file, "--warehouse", two)
    assert code == 1
    assert "--replace" in err
    assert "is now in" in call("restore", file, "--replace", "--warehouse", two)[1]
