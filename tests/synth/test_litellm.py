"""The LiteLLM format: real field names, joined by the alias file, prompts that mask."""

import json
import re

import duckdb

from hydrascope.synth import simulate
from hydrascope.synth.prompts import prompt_text


def test_spend_logs_users_and_aliases_fit_together(tmp_path):
    summary = simulate("quiet", tmp_path / "x", scale=0.0002, seed=2, fmt="litellm")
    logs = [
        json.loads(line)
        for path in sorted((tmp_path / "x" / "spend_logs").glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]
    users = json.loads((tmp_path / "x" / "users.json").read_text())
    aliases = dict(
        duckdb.sql(
            f"select id_value, account_id from '{tmp_path}/x/account_aliases.parquet'"
        ).fetchall()
    )
    assert len(logs) == summary.rows == 4_800
    assert {"request_id", "call_type", "spend", "startTime", "metadata"} <= set(logs[0])
    ids = {user["user_id"] for user in users}
    assert {aliases[log["api_key"]] for log in logs} <= ids
    assert all(re.fullmatch(r"[0-9a-f]{64}", log["api_key"]) for log in logs)
    assert {"identities", "logins_count", "blocked", "created_at"} <= set(users[0])
    metadata = json.loads(logs[0]["metadata"])
    assert metadata["usage_object"]["prompt_tokens"] == logs[0]["prompt_tokens"]
    assert json.loads(logs[0]["messages"])[0]["role"] == "user"


def test_prompts_of_one_template_differ_in_numbers_and_quotes_only():
    def masked(text):
        return re.sub(r"\d+", "0", re.sub(r'"[^"]*"', '""', text))

    one, two = prompt_text(12345 << 40, "coding", 17), prompt_text(12345 << 40, "coding", 4_000_017)
    assert one != two
    assert masked(one) == masked(two)
    texts = {masked(prompt_text(n * 0x9E3779B97F4A7C15 % 2**64, "other", 1)) for n in range(2000)}
    assert len(texts) == 2000
