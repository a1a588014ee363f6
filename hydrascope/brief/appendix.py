"""The appendix: clusters one by one, timeline, evidence, use, doubts."""

from collections.abc import Callable
from typing import Any

import pandas as pd

from hydrascope import fmt
from hydrascope.brief import cost, figures, likelihood, method, own, people, words
from hydrascope.brief.chart import Chart
from hydrascope.brief.document import Block, Picture, Section, Table, Words
from hydrascope.brief.facts import Facts, each
from hydrascope.brief.hashing import Sharing
from hydrascope.brief.levels import Scrub, sees

MOST_BURSTS, MOST_BAN_DAYS, MOST_VALUES, MOST_ROWS = 5, 5, 6, 40


def sections(facts: Facts, scrub: Scrub, sharing: Sharing) -> list[Section]:
    """Every section of the appendix the level may see."""
    level = facts.case.level
    made: list[Section | None] = [
        Section("Clusters one by one", (clusters(facts),)),
        Section("Timeline", (timeline(facts, scrub), *_drawn(figures.lives(facts, level)))),
        Section("Evidence by family", (*_drawn(figures.families(facts)), *tests(facts))),
        values(facts, sharing) if sees(level, "signals") else None,
        Section(
            "What was asked, and when",
            _each(facts, figures.tasks, figures.week, figures.switch),
        ),
        Section(
            "Other explanations considered", (*_drawn(figures.candidates(facts)), doubts(facts))
        ),
        people.section(facts, scrub),
        *own.sections(facts),
        *method.sections(facts, level),
    ]
    return [section for section in made if section is not None and section.blocks]


def _drawn(chart: Chart | None) -> tuple[Picture, ...]:
    return (Picture(chart),) if chart else ()


def _each(facts: Facts, *draw: Callable[[Facts], Chart | None]) -> tuple[Picture, ...]:
    return tuple(picture for one in draw for picture in _drawn(one(facts)))


def clusters(facts: Facts) -> Table:
    """One row per cluster: what it looks like, how likely, how big, since when."""
    named = sees(facts.case.level, "names")
    rows = []
    for _, cluster in facts["clusters"].head(MOST_ROWS).iterrows():
        cluster_id = str(cluster["cluster_id"])
        said = likelihood.judged(facts, cluster)[-1]
        letter = facts.letter(cluster_id)
        counted = facts.scale("counted", cluster_id)
        rows.append(
            (
                f"{letter} ({cluster_id})" if named else letter,
                fmt.kind(cluster["kind"]),
                likelihood.band(said.band),
                said.confidence or "not given",
                *_size(counted),
                words.day(cluster["first_seen_at"]),
                words.day(cluster["last_seen_at"]),
                fmt.count(cluster["banned_accounts"]),
                fmt.count(cluster["active_accounts"]),
            )
        )
    head = (
        *("Cluster", "Looks like", "One operator is", "Confidence", "Accounts", "Requests"),
        *("Share", cost.head(facts), "First request", "Last request", "Banned", "Active"),
    )
    more = len(facts.cluster_ids) - len(rows)
    caption = "Days are UTC. Active: not banned, with a request in the last week of the data."
    caption += f" {words.plural(more, 'smaller cluster')} left out." if more > 0 else ""
    return Table(
        "clusters", caption, head, tuple(rows), frozenset({4, 5, 6, 7, 10, 11}), query="clusters"
    )


def _size(counted: "pd.Series[Any] | None") -> tuple[str, str, str, str]:
    if counted is None:
        return "0", "0", fmt.percent(0), fmt.usd(0)
    return (
        fmt.count(counted["accounts"]),
        fmt.count(counted["requests"]),
        fmt.percent(counted["share"]),
        fmt.usd(counted["cost_usd"]),
    )


def timeline(facts: Facts, scrub: Scrub) -> Table:
    """What happened, oldest first: releases and policies, bursts, ban days, events by hand."""
    told: list[tuple[Any, str, str]] = [
        (row.ts, "event", str(row.event_label)) for row in each(facts["events"])
    ]
    told += [(one.at, "added by hand", scrub(one.label)) for one in facts.case.events]
    named = sees(facts.case.level, "names")
    for row in each(facts["bursts"].head(MOST_BURSTS)):
        text = (
            f"{fmt.count(row.common_accounts)} of {words.plural(row.accounts, 'account')} in a"
            " burst of sign-ups are members"
        )
        told.append((row.start_at, "sign-ups", f"{text} ({row.burst_id})" if named else text))
    days = facts["days"].groupby("bucket_at")["bans"].sum().nlargest(MOST_BAN_DAYS, keep="first")
    told += [
        (at, "bans", f"{words.plural(int(bans), 'member')} banned")
        for at, bans in days.items()
        if bans > 0
    ]
    for cluster in each(facts["clusters"].head(len(facts.told))):
        letter = f"cluster {facts.letter(str(cluster.cluster_id))}"
        told += [
            (cluster.first_seen_at, "requests", f"first request of {letter}"),
            (cluster.peak_at, "requests", f"busiest day of {letter}"),
            (cluster.last_seen_at, "requests", f"last request of {letter}"),
        ]
    known = [one for one in told if not fmt.is_missing(one[0])]
    rows = [
        (words.day(at), kind, text)
        for at, kind, text in sorted(known, key=lambda one: (pd.Timestamp(one[0]), one[1], one[2]))
    ]
    caption = (
        f"Days are UTC. Of bursts of sign-ups the {MOST_BURSTS} with most members, of days with"
        f" bans the {MOST_BAN_DAYS} with most."
    )
    return Table("timeline", caption, ("Day", "What", "Which"), tuple(rows), query="events")


def tests(facts: Facts) -> tuple[Block, ...]:
    """What the tests on each cluster as a whole found, for and against."""
    made = []
    for cluster_id in facts.told:
        rows = facts[f"tests:{cluster_id}"]
        rows = rows[rows["points"] != 0]
        letter = facts.letter(cluster_id)
        if rows.empty:
            continue
        made.append(
            Table(
                f"tests_{letter}",
                f"Tests on cluster {letter} as a whole",
                ("Speaks for", "Points", "What was found"),
                tuple(
                    (
                        "one operator" if row.side == "coordinated" else "another explanation",
                        fmt.signed(row.points),
                        str(row.sentence),
                    )
                    for row in each(rows)
                ),
                frozenset({1}),
                query=f"tests:{cluster_id}",
            )
        )
    return tuple(made)


def values(facts: Facts, sharing: Sharing) -> Section:
    """The values accounts share more than others, as the level may see them."""
    plain = sees(facts.case.level, "values")
    made = []
    for cluster_id in facts.told:
        rows = facts[f"values:{cluster_id}"].head(MOST_VALUES)
        if rows.empty:
            continue
        letter = facts.letter(cluster_id)
        made.append(
            Table(
                f"values_{letter}",
                f"What accounts of cluster {letter} share more than others, the strongest first",
                ("What", "Value", "Members", "Others", "Bits"),
                tuple(
                    (
                        fmt.attribute(row.attr_type),
                        fmt.attribute_value(row.attr_value)
                        if plain
                        else f"{sharing(str(row.attr_type), str(row.attr_value))[:20]}…",
                        f"{fmt.count(row.accounts)} of {fmt.count(row.known_accounts)}",
                        fmt.count(row.outside_accounts),
                        fmt.signed(row.bits),
                    )
                    for row in each(rows)
                ),
                frozenset({2, 3, 4}),
                query=f"values:{cluster_id}",
            )
        )
    return Section("What the accounts share", tuple(made))


def doubts(facts: Facts) -> Block:
    """What is left of other explanations, cluster by cluster, and who was set aside."""
    told = [
        f"Cluster {facts.letter(str(row.cluster_id))}: {row.explained_by}"
        for row in each(facts["clusters"].head(MOST_ROWS))
        if not fmt.is_missing(row.explained_by)
    ]
    text = " ".join([*([aside] if (aside := words.set_aside(facts)) else []), *told])
    return Words("doubts", text or "No other explanation covers a fifth of any cluster.")
