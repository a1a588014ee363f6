"""Usage reports and sign-up systems: what is written in their format comes back, exactly."""

import csv
import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hydrascope.ingest.pipeline import run_import
from hydrascope.warehouse.store import Warehouse

Reader = Callable[..., Any]
FIXTURES = Path(__file__).parents[2] / "fixtures" / "exports"
FEW = settings(
    max_examples=3,
    phases=(Phase.explicit, Phase.generate),  # a smaller example is not worth minutes
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
NAME = st.text("abcdefghij0123456789", min_size=4, max_size=8)
TOKENS = st.integers(0, 10**12)
DAY = st.integers(0, 300).map(lambda n: dt.datetime(2025, 1, 1) + dt.timedelta(days=n))
USAGE = st.fixed_dictionaries(
    {
        "project_id": st.none() | NAME,
        "user_id": st.none() | NAME,
        "api_key_id": st.none() | NAME,
        "model": st.none() | NAME,
        "input_tokens": TOKENS,
        "output_tokens": TOKENS,
        "input_cached_tokens": TOKENS,
        "num_model_requests": st.integers(1, 10**6),
    }
)
BUCKETS = st.lists(st.tuples(DAY, st.lists(USAGE, max_size=4)), min_size=1, max_size=5)


def epoch(at: dt.datetime) -> int:
    return int(at.replace(tzinfo=dt.UTC).timestamp())


@given(BUCKETS)
@FEW
def test_openai_usage_comes_back_from_api_and_dashboard(
    read: Reader, tmp_path: Path, buckets: list[tuple[dt.datetime, list[dict[str, Any]]]]
) -> None:
    step = dt.timedelta(minutes=1)
    page = {
        "object": "page",
        "data": [
            {
                "object": "bucket",
                "start_time": epoch(at),
                "end_time": epoch(at + step),
                "results": [
                    {"object": "organization.usage.completions.result", **row} for row in rows
                ],
            }
            for at, rows in buckets
        ],
    }
    (tmp_path / "page.json").write_text(json.dumps(page), encoding="utf-8")
    with (tmp_path / "completions_usage_a_b.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, ["start_time", "end_time", *USAGE_FIELDS])
        writer.writeheader()
        for at, rows in buckets:
            bounds = {"start_time": epoch(at), "end_time": epoch(at + step)}
            for row in rows or [{}]:
                floats = {k: float(v) if isinstance(v, int) else v for k, v in row.items()}
                writer.writerow(bounds | floats)

    expected = [(at, row) for at, rows in buckets for row in rows]
    empty = sum(not rows for _, rows in buckets)
    for name in ("page.json", "completions_usage_a_b.csv"):
        found = read(tmp_path / name)
        rows = [r for r in found.rows if "ts" in r]
        assert found.reasons == ["bucket without requests"] * empty
        assert sorted(r["ts"] for r in rows) == sorted(at for at, _ in expected)
        assert len({r["request_id"] for r in rows}) == len(expected)
        assert all(r["row_grain"] == "bucket" and r["ts_end"] - r["ts"] == step for r in rows)
        for column, field in (
            ("gen_ai_usage_input_tokens", "input_tokens"),
            ("gen_ai_usage_output_tokens", "output_tokens"),
            ("gen_ai_usage_cache_read_input_tokens", "input_cached_tokens"),
            ("request_count", "num_model_requests"),
        ):
            assert sum(r[column] for r in rows) == sum(row[field] for _, row in expected)
        aliases = {
            (a["id_value"], a["account_id"]) for a in found.tables.get("account_aliases", [])
        }
        assert aliases == {
            (row["api_key_id"], row["user_id"])
            for _, row in expected
            if row["api_key_id"] and row["user_id"] and row["api_key_id"] != row["user_id"]
        }


USAGE_FIELDS = (
    "project_id", "user_id", "api_key_id", "model", "input_tokens", "output_tokens",
    "input_cached_tokens", "num_model_requests",
)  # fmt: skip
CENTS = st.decimals(0, 10**9, places=7).filter(bool)


@given(st.lists(st.tuples(DAY, CENTS), min_size=1, max_size=8, unique_by=lambda pair: pair[0]))
@FEW
def test_anthropic_cents_become_dollars_to_the_last_digit(
    read: Reader, tmp_path: Path, costs: list[tuple[dt.datetime, Decimal]]
) -> None:
    data = [
        {
            "starting_at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "ending_at": f"{at + dt.timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}",
            "results": [{"currency": "USD", "amount": f"{cents:f}", "model": "m"}],
        }
        for at, cents in costs
    ]
    (tmp_path / "cost.json").write_text(json.dumps({"data": data}), encoding="utf-8")

    found = read(tmp_path / "cost.json")

    assert {r["ts"]: r["cost_usd"] for r in found.rows} == {at: cents / 100 for at, cents in costs}
    assert {r["request_count"] for r in found.rows} == {0}
    assert {r["cost_origin"] for r in found.rows} == {"source"}


PEOPLE = st.lists(
    st.tuples(NAME, st.integers(0, 300), NAME), min_size=1, max_size=6, unique_by=lambda p: p[0]
)


@given(PEOPLE)
@FEW
def test_firebase_users_come_back_from_json_and_headless_csv(
    read: Reader, tmp_path: Path, people: list[tuple[str, int, str]]
) -> None:
    base = epoch(dt.datetime(2025, 1, 1)) * 1000
    users = [
        {"localId": f"uid{n}", "email": f"{mail}@example.org", "emailVerified": True,
         "createdAt": str(base + day * 86_400_000)}
        for n, day, mail in people
    ]  # fmt: skip
    (tmp_path / "users.json").write_text(json.dumps({"users": users}), encoding="utf-8")
    with (tmp_path / "users.csv").open("w", newline="", encoding="utf-8") as out:
        for user in users:
            cells = [user["localId"], user["email"], "true", *[""] * 20, user["createdAt"]]
            csv.writer(out).writerow([*cells, *[""] * 5])

    told = []
    for name in ("users.json", "users.csv"):
        found = read(tmp_path / name)
        assert found.rejects == []
        told.append(sorted((r["account_id"], r["created_at"], r["email_hash"]) for r in found.rows))
    assert told[0] == told[1]
    assert [(name, at) for name, at, _ in told[0]] == sorted(
        (f"uid{n}", dt.datetime(2025, 1, 1) + dt.timedelta(days=day)) for n, day, _ in people
    )


@pytest.mark.parametrize(
    ("name", "kind", "count"),
    [
        ("openai/audit-logs.siem.jsonl", "key_created", 5),
        ("openai/audit-logs.siem.jsonl", "login_failed", 4),
        ("anthropic/compliance-activities.siem.jsonl", "key_created", 4),
        ("anthropic/compliance-activities.siem.jsonl", "limit_change", 2),
        ("auth0/log-events.siem.jsonl", "login_failed", 1),
        ("okta/system-log.siem.jsonl", "key_revoked", 1),
        ("workos/events.jsonl", "signup", 1),
    ],
)
def test_audit_records_become_events(read: Reader, name: str, kind: str, count: int) -> None:
    found = read(FIXTURES / name, now=dt.datetime(2026, 11, 1))

    events = found.tables["events"]
    assert sum(event["event_type"] == kind for event in events) == count
    assert all(event["account_id"] for event in events)  # else every page would mark them
    types = {row["attr_type"] for row in found.tables["account_attributes"]}
    assert {"address", "prefix", "user_agent"} <= types
    assert not any("@" in str(event["account_id"]) for event in events)


def test_nothing_secret_or_clear_is_read_from_user_exports(read: Reader) -> None:
    names = ("clerk/clerk.csv", "clerk/clerk.json", "supabase/supabase.csv",
             "firebase/firebase.csv", "firebase/firebase.json", "stripe/payments.csv")  # fmt: skip
    for name in names:
        found = read(FIXTURES / name)
        told = repr(found.tables) + repr(found.rejects)
        assert "$2" not in told and "NaCl" not in told and "Kk4aPMe" not in told
        assert "@" not in told and "1111" not in told.replace("11111", "")
    supabase = read(FIXTURES / "supabase" / "supabase.csv").rows
    assert {row["identity_provider"] for row in supabase} >= {"email"}


def test_a_customer_joins_the_account_its_metadata_names(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path)
    folder = FIXTURES / "stripe"
    now = dt.datetime(2026, 3, 1)
    run_import([folder / "payments.csv"], warehouse, now=now, detection=False)
    run_import([folder / "customers.csv"], warehouse, now=now, detection=False)

    with warehouse.connect() as conn:
        accounts = dict(conn.execute("select account_id, payment_country from accounts").fetchall())
        cards = conn.execute(
            "select account_id from account_attributes where attr_type = 'payment' order by 1"
        ).fetchall()
    assert accounts.keys() == {"user-1001", "cus_292ab3c2b"}
    assert accounts["user-1001"] == "US"
    assert cards == [("cus_292ab3c2b",), ("user-1001",)]
