"""The figures of the page about one cluster against the same questions asked the slow way."""

import datetime as dt
from collections import Counter

import pytest

from hydrascope import db
from tests import clusters

CHOICE = {
    "cluster_id": clusters.ACTING,
    "family": None,
    "membership": None,
    "name": None,
    "page_rows": 1000,
    "skip_rows": 0,
    "each": 4,
    "top": 25,
    "places": [1, 2, 3],
    "most": 2,
}


@pytest.fixture
def conn(conn):
    clusters.insert(conn)
    return conn


def run(conn, question, **more):
    return db.run(conn, f"clusters/one_{question}", {**CHOICE, **more})


def shown(conn):
    """Which values each probable member shows, strongest first, by account."""
    rows = conn.execute(
        "select account_key, place from found_cluster_accounts"
        " left join found_cluster_shows using (cluster_id, account_key)"
        " where cluster_id = $1 and membership = 'probable' order by all",
        [clusters.ACTING],
    ).fetchall()
    values = {}
    for account, place in rows:
        values.setdefault(account, []).extend([place] if place else [])
    return values


def test_groups_hold_every_member_once(conn):
    found = run(conn, "map")

    wanted = Counter(
        ".".join(map(str, sorted(places[:2]))) or "none" for places in shown(conn).values()
    )
    assert dict(zip(found["node"], found["accounts"], strict=True)) == wanted


def test_groups_beyond_the_drawn_ones_are_counted_together(conn):
    everything, few = run(conn, "map"), run(conn, "map", top=1)

    assert few["node"].tolist() == [everything["node"][0], "others"]
    assert few["accounts"].sum() == everything["accounts"].sum() == 80
    assert few["groups"].tolist() == [1, len(everything) - 1]


@pytest.mark.parametrize("place", [0, 1])
def test_a_group_opens_to_as_many_accounts_as_it_holds(conn, place):
    group = run(conn, "map").iloc[place]

    accounts = run(conn, "part_accounts", node=group["node"], place=None)

    assert accounts["node"].nunique() == group["accounts"]
    assert set(accounts["found"]) == {group["accounts"]}


def test_a_value_opens_to_those_who_show_it(conn):
    found = run(conn, "part_accounts", node=None, place=2, page_rows=5)

    wanted = sum(2 in places for places in shown(conn).values())
    assert found["node"].nunique() == 5
    assert set(found["found"]) == {wanted}


def test_chains_of_succession_come_first_and_in_order(conn):
    order = run(conn, "chains")
    taken = conn.execute(
        "select from_account_key, to_account_key from found_successions"
    ).fetchall()

    place = {key: at for at, key in enumerate(order["account_key"])}
    assert len(order) == len(place) == order["found"].iloc[0] == 80
    assert all(place[to] == place[before] + 1 for before, to in taken)
    assert order["chain"].notna().tolist() == [True] * 12 + [False] * 68


def test_lifelines_keep_the_order_asked_for_and_name_the_predecessor(conn):
    keys = run(conn, "chains")["account_key"].tolist()[:4]

    lines = run(conn, "lifelines", account_keys=keys)

    assert len(lines) == 4
    assert lines["replaces"].iloc[1] == lines["pseudonym"].iloc[0]
    assert lines["stopped_at"].iloc[1] == lines["banned_at"].iloc[0]
    assert (lines["ended_at"] >= lines["began_at"]).all()


def test_a_lifeline_ends_with_the_last_ban_of_that_account(conn):
    keys = run(conn, "chains")["account_key"].tolist()
    bans = conn.execute(
        "select pseudonym, max(ts) from events inner join known_accounts using (account_id)"
        " where event_type = 'ban' group by pseudonym"
    ).fetchall()

    banned = run(conn, "lifelines", account_keys=keys).dropna(subset=["banned_at"])

    assert dict(zip(banned["pseudonym"], banned["banned_at"], strict=True)) == dict(bans)


def test_a_release_is_followed_by_those_who_asked_before_and_after(conn):
    hour_at, week = dt.datetime(2026, 1, 12, 9), dt.timedelta(hours=168)
    asked = {}
    for account, ts, model in conn.execute(
        "select account_key, ts, gen_ai_request_model from fact_requests"
        " where ts >= $1 and ts < $2",
        [hour_at - week, hour_at + week],
    ).fetchall():
        asked.setdefault(account, []).append((ts, model))
    inside = dict(
        conn.execute(
            "select account_key, cluster_id from found_cluster_accounts"
            " where membership = 'probable'"
        ).fetchall()
    )
    active = {
        account: min(
            (ts for ts, model in rows if ts >= hour_at and model == "beta"), default=dt.datetime.max
        )
        for account, rows in asked.items()
        if min(rows)[0] < hour_at <= max(rows)[0]
    }
    mine = [at for account, at in active.items() if inside.get(account) == clusters.SECOND]
    others = [at for account, at in active.items() if account not in inside]

    found = run(
        conn, "switch", cluster_id=clusters.SECOND, model="beta", hour_at=hour_at, hours=168
    )

    assert found["hour_since"].tolist() == list(range(169))
    assert set(found["active_accounts"]) == {len(mine)}
    assert set(found["others_active"]) == {len(others)}
    for row in found.itertuples():
        until = hour_at + row.hour_since * dt.timedelta(hours=1)
        assert row.moved == sum(at < until for at in mine)
        assert row.others_moved == sum(at < until for at in others)
    assert found["moved_share"].iloc[-1] == found["moved"].iloc[-1] / len(mine) > 0


def test_every_succession_falls_into_one_class(conn):
    gaps = [row[0] for row in conn.execute("select gap_hours from found_successions").fetchall()]

    classes = run(conn, "regrowth")

    for row in classes.itertuples():
        high = row.to_hours if row.to_hours == row.to_hours else float("inf")
        assert row.successions == sum(row.from_hours <= gap < high for gap in gaps)
    assert classes["successions"].sum() == len(gaps)


def test_members_are_paged_by_weight_with_their_bits_in_words(conn):
    rows = run(conn, "members", membership="probable", page_rows=10, skip_rows=10)

    assert len(rows) == 10
    assert set(rows["found"]) == {80}
    assert rows["match_weight"].is_monotonic_decreasing
    assert rows["family_bits"].str.startswith("payment +").all()
    one = run(conn, "members", name=rows["pseudonym"].iloc[0])
    assert len(one) == 1


def test_near_misses_are_told_by_what_they_lack(conn):
    lacking = run(conn, "lacking")

    assert lacking["accounts"].tolist() == [4]
    assert "second independent family" in lacking["missing"][0]


def test_the_share_of_all_requests_is_of_all_requests(conn):
    one = run(conn, "cluster").iloc[0]
    total = conn.execute("select sum(request_count) from fact_requests").fetchone()[0]

    assert one["share_of_requests"] == pytest.approx(one["requests"] / total)
    assert run(conn, "cluster", cluster_id="c999").empty


def test_an_account_names_its_cluster_and_the_accounts_it_is_linked_with(conn):
    mine = run(conn, "account", account_key=350)
    linked = run(conn, "neighbours", account_key=350, top=1)

    assert set(mine["cluster_id"]) == {clusters.ACTING}
    assert mine["bits"].is_monotonic_decreasing
    assert linked["found"].tolist() == [2]
    assert run(conn, "account", account_key=90).empty
