"""The allow-list: what is in force when, and that entries end."""

import datetime as dt

import pytest

from hydrascope.cases import AllowList
from hydrascope.errors import InputError

NOW = dt.datetime(2026, 3, 1, 12)
DAY = dt.timedelta(days=1)
SAID = {"reason": "our own tests", "author": "mk", "at": NOW, "expires_at": NOW + 7 * DAY}


@pytest.fixture
def allow(tmp_path):
    return AllowList(tmp_path / "cases.sqlite")


def test_entries_hold_until_they_expire_and_then_return(allow):
    allow.add("value", attr=("asn", "64500"), **SAID)
    allow.add("account", account_id="a1", **SAID | {"expires_at": NOW + DAY})
    allow.add("cluster", cluster_id="c1", members=["b", "a"], **SAID)

    found = allow.in_force(NOW)
    assert found["kind"].tolist() == ["value", "account", "cluster"]
    assert found["members"][2] == ["a", "b"]
    assert {"attr_type", "attr_value", "reason", "author", "added_at"} <= set(found.columns)
    assert allow.in_force(NOW - DAY).empty
    assert allow.in_force(NOW + DAY)["kind"].tolist() == ["value", "cluster"]
    assert allow.in_force(NOW.replace(tzinfo=dt.UTC) + 7 * DAY).empty
    assert allow.everything(NOW + DAY)["state"].tolist() == ["in force", "expired", "in force"]


def test_an_entry_ended_early_stays_on_record(allow):
    number = allow.add("value", attr=("asn", "64500"), **SAID)
    allow.end(number, reason="it was theirs after all", author="lr", at=NOW + DAY)

    assert allow.in_force(NOW + 2 * DAY).empty
    assert len(allow.in_force(NOW)) == 1  # what held then is still known
    assert allow.everything(NOW + 2 * DAY)["state"].tolist() == ["ended"]
    with pytest.raises(InputError):
        allow.end(number, reason="again", author="lr", at=NOW + DAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "planet"},
        {"kind": "value"},
        {"kind": "value", "attr": ("asn", "")},
        {"kind": "account"},
        {"kind": "cluster", "cluster_id": "c1"},
        {"kind": "account", "account_id": "a", "reason": ""},
        {"kind": "account", "account_id": "a", "author": ""},
        {"kind": "account", "account_id": "a", "expires_at": NOW},
    ],
)
def test_what_is_no_entry_is_refused(allow, wrong):
    with pytest.raises(InputError):
        allow.add(**SAID | wrong)
    assert allow.everything(NOW).empty
