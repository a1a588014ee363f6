"""Exit codes, and where sentences go."""

import pytest

from hydrascope.cli.main import commands
from hydrascope.warehouse.store import Warehouse

TABLE = {
    *("simulate", "import", "detect", "export", "sql", "brief", "verify", "evaluate", "status"),
    *("serve", "versions", "use", "forget", "look", "backup", "restore"),
    *("prices", "overlap"),
}


def test_the_commands_are_those_of_the_design():
    assert set(commands.commands) == TABLE


@pytest.mark.parametrize("name", sorted(TABLE))
def test_help_is_a_result_and_exits_0(call, name):
    code, out, err = call(name, "--help")

    assert (code, err) == (0, "")
    assert "Example:" in out


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nonsense",),
        ("status", "--nonsense"),
        ("import",),
        ("export", "requests"),
        ("export", "requests", "--out", "x.csv", "--from", "yesterday"),
        ("export", "requests", "--out", "x.csv", "--where", "model"),
        ("simulate", "no-such-scenario", "--out", "x"),
        ("serve", "--port", "99999"),
        ("evaluate",),
        ("detect", "--least-accounts", "2"),
        ("detect", "--false-discovery-rate", "0"),
        ("detect", "--false-discovery-rate", "1.5"),
    ],
)
def test_wrong_use_exits_2_and_says_why_on_stderr(call, arguments):
    code, out, err = call(*arguments)

    assert (code, out) == (2, "")
    assert "Usage:" in err


def test_what_could_not_be_done_exits_1_with_cause_and_remedy(call, tmp_path):
    code, out, err = call("status", "--warehouse", tmp_path / "none")

    assert (code, out) == (1, "")
    assert "Nothing has been imported" in err
    assert "hydrascope import PATH" in err
    assert not (tmp_path / "none").exists()


def test_a_path_or_glob_that_matches_nothing_exits_1_and_names_it(call, tmp_path):
    code, out, err = call("import", "there-is-no-such-file", "--warehouse", tmp_path / "none")

    assert (code, out) == (1, "")
    assert "there-is-no-such-file" in err


def test_the_environment_names_the_warehouse(call, filled, monkeypatch):
    monkeypatch.setenv("HYDRASCOPE_WAREHOUSE", str(filled))

    code, out, _ = call("status")

    assert code == 0
    assert "0123456789abcdef" in out


def test_control_c_is_a_sentence_not_a_traceback(call, filled, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Warehouse, "current", interrupted)

    code, out, err = call("status", "--warehouse", filled)

    assert (code, out) == (1, "")
    assert err.strip().startswith("Stopped")
