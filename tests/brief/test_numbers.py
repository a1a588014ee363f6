"""Every number of a briefing is its query's, and the same in each format."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from hydrascope import db, dossier, fmt
from hydrascope.brief import formats, indicators
from hydrascope.brief.casefile import CaseFile, Mark
from hydrascope.brief.document import Picture, Table, Words
from tests import clusters
from tests.brief import reading
from tests.brief.conftest import AS_OF, CLEARED, CONFIRMED, NAME, SECRET, case_file

# Counted accounts by rows of their own, another way round than the queries go.
COUNTED = """
with judged as (
    select cluster_id, account_key, account_id, pseudonym, membership
    from found_cluster_accounts inner join known_accounts using (account_key)
    where cluster_id in ('c0a1', 'c0b2')
), counted as (
    select * from judged
    where (membership = 'probable' or pseudonym in ({confirmed})) and pseudonym not in ({cleared})
)
"""


def slow(conn, select):
    quoted = {
        "confirmed": ", ".join(f"'{name}'" for name in CONFIRMED),
        "cleared": ", ".join(f"'{name}'" for name in CLEARED),
    }
    return conn.execute(COUNTED.format(**quoted) + select).df()


def test_the_headline_is_what_the_rows_add_up_to(conn, composed):
    _, made = composed()
    row = slow(
        conn,
        "select count(*) as requests, sum(cost_usd) as usd,"
        " sum(coalesce(gen_ai_usage_input_tokens + gen_ai_usage_output_tokens, 0)) as tokens,"
        " count(*) / (select count(*) from fact_requests) as share"
        " from counted inner join fact_requests using (account_key)",
    ).iloc[0]
    accounts = slow(conn, "select count(*) as n from counted").iloc[0]["n"]
    counted = made.facts.scale("counted")

    assert counted["accounts"] == accounts == 117  # one near miss confirmed, one member cleared
    assert counted["requests"] == row["requests"]
    assert counted["tokens"] == row["tokens"]
    assert counted["cost_usd"] == pytest.approx(float(row["usd"]))
    assert counted["share"] == pytest.approx(row["share"])
    assert made.facts.scale("confirmed")["accounts"] == 3


def test_with_nothing_judged_the_headline_is_the_clusters_pages(conn, composed):
    _, made = composed(case=CaseFile())
    pages = conn.execute(
        "select sum(accounts), sum(requests), sum(cost_usd)::double, sum(possible_accounts)"
        " from found_clusters where kind = 'coordinated'"
    ).fetchone()
    counted, possible = made.facts.scale("counted"), made.facts.scale("possible")

    told = (counted["accounts"], counted["requests"], pytest.approx(counted["cost_usd"]))
    assert told == pages[:3]
    assert possible["accounts"] == pages[3]
    for cluster_id in (clusters.ACTING, clusters.SECOND):
        one = db.run(conn, "clusters/one_cluster", {"cluster_id": cluster_id}).iloc[0]
        assert made.facts.scale("counted", cluster_id)["requests"] == one["requests"]


def test_who_is_confirmed_in_one_cluster_stays_a_near_miss_of_another(changeable):
    changeable.execute("begin")
    try:
        changeable.execute(
            "insert into found_cluster_accounts values ('c0b2', 350, 'possible', 4, 14.5, 1, null)"
        )
        case = replace(case_file(), cleared=(Mark(clusters.SECOND, CLEARED[0]),))
        made = dossier.composed(changeable, dossier.Order(case, AS_OF), SECRET)
        rows = indicators.members(made)
    finally:
        changeable.execute("rollback")
    facts = made.facts
    days = facts["days"].groupby("cluster_id")["requests"].sum()
    standing = rows[rows["pseudonym"] == NAME].set_index("cluster_id")["standing"]

    assert facts.scale("confirmed", clusters.SECOND) is None
    assert facts.scale("possible", clusters.SECOND)["accounts"] == 3
    assert standing.to_dict() == {clusters.ACTING: "confirmed", clusters.SECOND: "possible"}
    for cluster_id in (clusters.ACTING, clusters.SECOND):
        assert days[cluster_id] == facts.scale("counted", cluster_id)["requests"]
    # Cleared of the one cluster is not cleared of the other.
    assert facts.scale("counted", clusters.ACTING)["accounts"] == 81
    assert CLEARED[0] in set(rows["pseudonym"])


def test_days_hours_and_tasks_add_up_to_the_headline(composed):
    _, made = composed()
    requests = made.facts.scale("counted")["requests"]

    assert made.facts["days"]["requests"].sum() == requests
    assert made.facts["hours"]["requests"].sum() == requests
    mix = made.facts["mix"].groupby("dimension")
    assert set(mix["requests"].sum()) == {requests}
    assert mix["share"].sum().tolist() == pytest.approx([1, 1])
    assert made.facts["cost_origin"]["requests"].sum() == requests


def test_every_query_asked_again_gives_the_same_rows(conn, composed):
    _, made = composed()

    for key, answer in made.facts.answers.items():
        pd.testing.assert_frame_equal(
            db.run(conn, answer.query, answer.params), answer.rows, obj=key
        )


def test_every_chart_holds_its_querys_numbers(composed):
    _, made = composed()
    charts = {chart.key: chart for chart in made.briefing.charts()}

    assert charts.keys() == {
        *("daily", "lives", "families", "tasks", "week", "switch", "candidates", "own_3")
    }
    assert charts.pop("own_3").series[0].values == (41, 7)
    assert all(chart.query in made.facts.answers for chart in charts.values())
    days = made.facts["days"]
    for series, cluster_id in zip(charts["daily"].series, made.facts.told, strict=True):
        own = days[days["cluster_id"] == cluster_id]["requests"]
        assert sum(series.values) == own.sum()
        assert max(series.values) == own.max()
    for series, cluster_id in zip(charts["families"].series, made.facts.told, strict=True):
        own = made.facts[f"families:{cluster_id}"]
        assert sorted(v for v in series.values if v is not None) == sorted(own["median_bits"])
    tasks = made.facts["mix"].query("dimension == 'task'")
    assert list(charts["tasks"].series[0].values) == tasks["share"].tolist()
    assert list(charts["week"].series[0].values) == made.facts["hours"]["share_of_week"].tolist()
    filters = made.facts["filters"]
    wanted = [filters["candidates_before"].iloc[0], *filters["candidates_after"]]
    assert list(charts["candidates"].series[0].values) == wanted
    moved = made.facts.moved(made.facts.told[0])
    assert list(charts["switch"].series[0].values) == moved["moved_share"].tolist()
    assert len(charts["lives"].lives) == len(made.facts["lifelines"])


def test_the_sentences_say_the_queries_numbers(composed):
    _, made = composed()
    told = {one.key: one.text for one in made.briefing.sentences()}
    counted = made.facts.scale("counted")
    daily = made.facts["days"].groupby("bucket_at")["requests"].sum()

    for number in (
        fmt.count(counted["accounts"]),
        fmt.count(counted["requests"]),
        fmt.percent(counted["share"]),
        fmt.usd(counted["cost_usd"]),
    ):
        assert number in told["bottom_line"]
    assert f"{fmt.count(daily.max())} requests" in told["since"]
    clusters_ = made.facts["clusters"]
    assert f"{clusters_['banned_accounts'].sum()} were banned" in told["since"]
    for cluster_id in made.facts.told:
        strong = (made.facts[f"families:{cluster_id}"]["median_bits"] >= 2).sum()
        letter = made.facts.letter(cluster_id)
        assert f"cluster {letter} by {strong} (" in told["ties"]


@pytest.mark.parametrize("suffix", formats.DOCUMENTS)
def test_each_format_says_every_word_and_number(composed, files, suffix):
    _, made = composed()
    said = reading.text(files()[suffix], suffix)

    missing = []
    for block in made.briefing.blocks():
        if isinstance(block, Words):
            wanted = [block.text]
        elif isinstance(block, Table):
            wanted = [cell for row in (block.head, *block.rows) for cell in row]
        elif isinstance(block, Picture):
            wanted = [block.chart.title, block.chart.note]
        missing += [words for words in wanted if reading.squeezed(words) not in said]
    # A reader of PDFs may part a word at a hyphen or reorder a cell's lines; numbers it may not.
    if suffix == ".pdf":
        missing = [words for words in missing if re.fullmatch(r"[\d,.%$KMB+−–-]+", words)]
    assert missing == []


def test_the_author_may_replace_a_sentence_and_it_is_marked(composed):
    _, made = composed()
    (own,) = [one for one in made.briefing.sentences() if one.edited]

    assert own.key == "targets"
    assert own.text.startswith("Reasoning, above all.")
    method = {one.key: one.text for one in made.briefing.sentences()}["edits"]
    assert "marked †: targets." in method
