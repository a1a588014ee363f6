"""Which source a file is: scored, explained, overridden by a person, control files left out."""

import json
import shutil
from pathlib import Path

import pytest

from hydrascope.errors import InputError, UnknownFormat
from hydrascope.ingest.detect import known_source, line_source
from hydrascope.ingest.pipeline import run_import
from hydrascope.ingest.plan import plan
from hydrascope.ingest.sources import registry
from hydrascope.warehouse.store import Warehouse
from tests.ingest.sources.imported import FIXTURES, NOW


def test_a_match_says_what_it_rests_on_and_what_comes_next() -> None:
    names = ("response_id", "request_created_at", "organization_id", "proxy_key_id", "target_url",
             "country_code", "updated_at")  # fmt: skip
    match = known_source([dict.fromkeys(names, "")], "dump.csv")

    assert match is not None
    assert (match.source.name, match.score) == ("helicone_table", 1.0)
    assert "because it has response_id, request_created_at" in match.why
    assert "7 of 7 names" in match.why


def test_a_missing_name_lowers_the_score_and_too_many_leave_it_open() -> None:
    names = ["generation_id", "created_at", "cost_total", "tokens_prompt", "model_permaslug"]
    four = known_source([dict.fromkeys(names[:4], "")], "x.csv")
    assert four is not None
    assert (four.source.name, four.score) == ("openrouter", pytest.approx(0.8))
    assert "4 of 5 names" in four.why
    assert known_source([dict.fromkeys(names[:3], "")], "x.csv") is None


def test_a_path_helps_but_never_decides() -> None:
    names = ["generation_id", "created_at", "cost_total"]
    assert known_source([dict.fromkeys(names, "")], "openrouter_activity_2026.csv") is None


def test_text_logs_are_known_by_the_shape_of_their_lines() -> None:
    shaped = '1.2.3.4 - - [17/May/2015:08:05:32 +0000] "GET / HTTP/1.1" 200 1 "-" "-"'
    match = line_source([shaped] * 9 + ["garbage"])

    assert match is not None
    assert match.source.name == "nginx_combined"
    assert "9 of the first 10 lines" in match.why
    assert line_source([shaped] * 7 + ["garbage"] * 3) is None


def test_every_fixture_is_recognised_and_says_why() -> None:
    made = plan([FIXTURES])

    assert [file.name for file in made.files if not file.why.startswith("recognised as")] == []
    assert "generic" not in {file.source.name for file in made.files}


def test_two_sources_in_one_folder_and_a_control_file_beside_them(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "langfuse" / "project", tmp_path / "project")
    shutil.copy(FIXTURES / "litellm" / "keys.csv", tmp_path)

    made = plan([tmp_path])

    assert {file.source.name for file in made.files} == {
        "langfuse", "langfuse_traces", "litellm_keys", "litellm_keys_made",
    }  # fmt: skip
    told = {item.name: item.reason for item in made.skipped}
    assert told["project/manifests/2026-05-01T00-00-00.json"].startswith("control file")
    assert told["project/scores/2026-05-01T00-00-00.jsonl"].startswith("scores")


def test_a_person_can_say_what_a_file_is(tmp_path: Path) -> None:
    record = {"created_at": "2026-05-01T00:00:00Z", "ai_org": "openai", "mode": "SINGLE"}
    (tmp_path / "a.jsonl").write_text(json.dumps(record) + "\n")
    with pytest.raises(UnknownFormat):
        plan([tmp_path])

    (file,) = plan([tmp_path], source="portkey").files

    assert (file.source.name, file.why) == ("portkey", "read as Portkey log export, as you said")
    warehouse = Warehouse(tmp_path / "w")
    report = run_import([tmp_path / "a.jsonl"], warehouse, source="portkey", now=NOW,
                        detection=False)  # fmt: skip
    assert (report.rows_loaded, report.files[0].source) == (1, "portkey")
    with pytest.raises(InputError, match="no source 'nonsense'"):
        plan([tmp_path / "a.jsonl"], source="nonsense")


def test_traces_give_observations_their_user(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "w")
    run_import([FIXTURES / "langfuse" / "project"], warehouse, now=NOW, detection=False)

    with warehouse.connect() as conn:
        rows = conn.execute(
            "select account_id, count(*) from requests group by all order by all"
        ).fetchall()
    # user-3's trace names nobody: nobody is known, and no trace is an account.
    assert rows == [("(unknown)", 2), ("lf-customer-1", 4), ("lf-customer-2", 2),
                    ("user-1", 1), ("user-2", 1), ("user-3", 1)]  # fmt: skip


def test_traces_that_come_later_name_the_users_too(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    shutil.copytree(FIXTURES / "langfuse" / "project" / "observations", first)
    shutil.copytree(FIXTURES / "langfuse" / "project" / "traces", second)
    warehouse = Warehouse(tmp_path / "w")
    by_account = "select account_id, count(*)::integer from requests group by all order by all"
    rolled = (
        "select account_id, sum(a.requests)::integer from account_day a"
        " join known_accounts using (account_key) group by all order by all"
    )
    run_import([first], warehouse, now=NOW, detection=False)
    with warehouse.connect() as conn:
        assert conn.execute(by_account).fetchall() == [("(unknown)", 8)]

    run_import([second], warehouse, now=NOW, detection=False)

    known = [("(unknown)", 2), ("lf-customer-1", 4), ("lf-customer-2", 2)]
    with warehouse.connect() as conn:
        assert conn.execute(by_account).fetchall() == known
        assert conn.execute(rolled).fetchall() == known


def test_companions_have_names_of_their_own() -> None:
    names = [one.name for source in registry() for one in source.also]

    assert len(names) == len(set(names))
    assert not set(names) & {source.name for source in registry()}
