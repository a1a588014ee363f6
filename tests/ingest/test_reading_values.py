"""What is taken from readable files: never secrets, every row, the module's own name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hydrascope.ingest import delimited

Reader = Callable[..., Any]


def test_secrets_of_an_accounts_file_are_never_read(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "users.csv").write_text(
        "# Password for all: hunter22\n"
        "id,primary_email_address,totp_secret,password_digest,created_at\n"
        "u1,jane@ex.org,TOTPSEED,$2b$10$U4C0ZY8O,2025-05-01\n"
        ",jane@ex.org,TOTPSEED,$2b$10$U4C0ZY8O,2025-05-01\n"
    )
    found = read(tmp_path / "users.csv")
    assert found.reasons == ["no account id"]
    (user,) = found.tables["accounts"]
    assert (user["account_id"], user["email_domain"]) == ("u1", "ex.org")
    told = repr(found.rows) + repr(found.rejects)
    for secret in ("TOTPSEED", "U4C0", "jane@", "hunter22"):
        assert secret not in told


def test_canonical_small_tables(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "account_attributes.csv").write_text(
        "account_id,attr_type,attr_value\na,address,198.51.100.7\na,seat,12\n,seat,1\n"
    )
    (tmp_path / "account_aliases.jsonl").write_text(
        '{"id_type":"API_KEY","id_value":"k1","account_id":"a"}\n'
    )
    (tmp_path / "events.csv").write_text(
        "ts,event_type,label\n2025-05-01T00:00:00Z,Model_Launch,atlas-3\n"
    )
    (tmp_path / "accounts.csv").write_text(
        "account_id,created_at,email,signup_address\na,2025-05-01,A+b@Ex.org,198.51.100.7\n"
    )
    found = read(tmp_path)
    assert found.reasons == ["no account id"]
    address, seat = found.tables["account_attributes"]
    (account,) = found.tables["accounts"]
    assert address["attr_value"] == account["signup_address_hash"]
    assert (seat["attr_value"], seat["n_obs"]) == ("12", 1)
    assert account["email_hash"] != account["email_norm_hash"]
    assert found.tables["account_aliases"][0]["id_type"] == "api_key"
    assert found.tables["events"][0]["event_type"] == "model_launch"


def test_equal_rows_without_an_id_stay_apart(read: Reader, tmp_path: Path) -> None:
    row = "2025-05-01T00:00:00Z,a,3\n"
    head = "ts,account_id,gen_ai_usage_input_tokens\n"
    (tmp_path / "a.csv").write_text(head + row * 3)
    (tmp_path / "b.csv").write_text(head + row * 3)
    found = read(tmp_path)
    ids = [row["request_id"] for row in found.rows]
    assert (len(ids), len(set(ids))) == (6, 3)


def test_a_file_without_rows_is_told_of(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("ts,account_id,request_id\n")
    found = read(tmp_path)
    assert found.rows == []
    assert "a.csv has no rows" in found.notices


def test_a_row_too_wide_tells_no_secret(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "ts,account_id,password,request_id\n2025-05-01T00:00:00Z,a,hun,ter2,r1\n"
    )
    ((_, _, reason, raw),) = read(tmp_path).rejects
    assert reason == delimited.TOO_MANY
    assert "account_id" in raw
    assert "hun" not in raw
    assert "ter2" not in raw


def test_the_source_is_the_modules_name_and_extra_tells_nobody(
    read: Reader, tmp_path: Path
) -> None:
    extra = {"tier": "x", "mail": "j@ex.org", "who": "j@ex.org", "api_secret": "s", "n": 1, "o": {}}
    first = {"ts": "2025-05-01T00:00:00Z", "account_id": "a0"}
    line = first | {"source": "mine", "extra": json.dumps(extra)}
    (tmp_path / "a.jsonl").write_text(json.dumps(line))
    (row,) = read(tmp_path).rows
    assert row["source"] == "canonical"
    assert json.loads(row["extra"]) == {"tier": "x", "n": 1}


def test_referrers_lose_their_query(read: Reader, tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(
        "account_id,created_at,signup_referrer\na,2025-05-01,https://x.example/p?mail=j@ex.org#z\n"
    )
    (row,) = read(tmp_path).tables["accounts"]
    assert row["signup_referrer"] == "https://x.example/p"
