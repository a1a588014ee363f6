"""``simulate`` and ``import`` from the command line, on real files."""

import pytest

ROWS = 500


@pytest.fixture
def exports(tmp_path):
    """A folder with one file, of which two rows cannot be loaded."""
    folder = tmp_path / "exports"
    folder.mkdir()
    lines = ["ts,account_id,gen_ai_request_model,gen_ai_usage_input_tokens"]
    lines += [f"2026-01-{1 + n % 28:02}T0{n % 10}:00:00Z,a{n % 7},m,{n}" for n in range(ROWS)]
    lines += [",a1,m,1", "never,a1,m,1"]
    (folder / "requests.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_every_row_read_is_accounted_for(call_json, exports, tmp_path):
    told = call_json("import", exports, "--warehouse", tmp_path / "w")

    assert told["rows_read"] == ROWS + 2
    assert told["rows_loaded"] + told["rows_duplicate"] == ROWS
    assert told["rows_rejected"] == sum(told["rejected_by_reason"].values()) == 2


def test_importing_again_changes_nothing(call_json, call, exports, tmp_path):
    first = call_json("import", exports, "--warehouse", tmp_path / "w")

    code, out, _ = call("import", exports, "--warehouse", tmp_path / "w")

    assert code == 0
    assert f"Dataset {first['fingerprint']} unchanged" in out
    assert "loaded: 0" in out


def test_rejects_are_told_by_reason_and_progress_stays_off_stdout(call, exports, tmp_path):
    code, out, err = call("import", exports, "--warehouse", tmp_path / "w")

    assert code == 0
    assert "rejected: 2" in out
    assert "rows" in err
    assert "rows/s" not in out


def test_a_simulated_incident_imports_and_its_truth_does_not(call_json, quiet):
    out, store, made, told = quiet

    assert (out / "truth").is_dir()
    assert made["rows"] > 0
    assert not [file for file in told["files"] if "truth" in file["file_name"]]
    status = call_json("status", "--warehouse", store)
    assert status["facts"]["synthetic"]
