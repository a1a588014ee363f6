"""The charts of a briefing: each says in its title what it shows, from one query's rows."""

from typing import Any

import pandas as pd

from hydrascope import fmt
from hydrascope.brief import words
from hydrascope.brief.chart import Chart, Life, Series, hour_name, in_unit
from hydrascope.brief.facts import Facts, each
from hydrascope.brief.levels import sees

ELSEWHERE = "Everybody outside clusters"
THESE = "These accounts"
FIRST_HOURS = 24
QUIET_HOURS = 8
MOST_TASKS = 8


def _known(value: Any) -> float | None:
    return None if fmt.is_missing(value) else float(value)


def _named(facts: Facts, cluster_id: str) -> str:
    return f"Cluster {facts.letter(cluster_id)}"


def daily(facts: Facts) -> Chart | None:
    """Requests per day, stacked by cluster; the smaller ones beyond five together."""
    rows = facts["days"]
    if not rows["requests"].sum():
        return None
    told = facts.told
    part = rows["cluster_id"].where(rows["cluster_id"].isin(told), "")
    wide = rows.assign(cluster_id=part).pivot_table(
        index="bucket_at", columns="cluster_id", values="requests", aggfunc="sum", fill_value=0
    )
    wide = wide.loc[wide.index[wide.sum(axis=1) > 0].min() :]
    wide = wide.reindex(pd.date_range(wide.index.min(), wide.index.max()), fill_value=0)
    names = [*told, *([""] if "" in wide else [])]
    total = wide.sum(axis=1)
    days = tuple(f"{at:%Y-%m-%d}" for at in wide.index)
    series = tuple(
        Series(_named(facts, name) if name else "The other clusters", tuple(map(float, wide[name])))
        for name in names
        if name in wide
    )
    peak = f"{words.day(total.idxmax())}, with {fmt.count(total.max())} requests"
    title = f"The busiest day was {peak}"
    if len(facts.cluster_ids) > 1:
        first = wide[told[0]].sum() / total.sum()
        title = (
            f"Cluster A made {fmt.percent(first, 0)} of the clusters' requests;"
            f" {title[0].lower()}{title[1:]}"
        )
    marks, note = _events(facts, days)
    return Chart(
        key="daily",
        kind="stacked",
        title=title,
        alt=f"{title}. Requests per day from {days[0]} to {days[-1]} (UTC), stacked by cluster.",
        query="days",
        categories=days,
        series=series,
        x_title="Day (UTC)",
        y_title="Requests per day (UTC)",
        marks=marks,
        note=note,
    )


def _events(facts: Facts, days: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], str]:
    """Releases, prices and policies within the days: a number on the chart, words below."""
    found = [
        (f"{row.ts:%Y-%m-%d}", str(row.event_label))
        for row in each(facts["events"])
        if row.event_type != "incident"
    ]
    found += [(f"{one.at:%Y-%m-%d}", one.label) for one in facts.case.events]
    inside = sorted(one for one in set(found) if days[0] <= one[0] <= days[-1])[:9]
    marks = tuple((at, str(place)) for place, (at, _) in enumerate(inside, 1))
    told = [f"{place} {label} ({at})" for place, (at, label) in enumerate(inside, 1)]
    return marks, "; ".join(told) + "." if told else ""


def lives(facts: Facts, level: str) -> Chart | None:
    """Lifelines of the largest cluster's accounts; nameless where the level may not see names."""
    rows = facts.get("lifelines")
    rows = rows.dropna(subset=["began_at", "ended_at"]) if len(rows) else rows
    if rows.empty:
        return None
    named = sees(level, "names")
    told = tuple(
        Life(
            str(row.pseudonym) if named else "",
            row.began_at.to_pydatetime(),
            max(row.ended_at, row.began_at).to_pydatetime(),
            "last request" if fmt.is_missing(row.banned_at) else "ban",
        )
        for row in each(rows)
    )
    found = int(facts["chains"]["found"].iloc[0])
    followed = int(rows["replaces"].notna().sum())
    title = (
        f"{fmt.count(followed)} of these {len(told)} accounts of cluster A follow one that stopped"
    )
    if not followed:
        title = f"Lives of {len(told)} of {fmt.count(found)} accounts of cluster A"
    return Chart(
        key="lives",
        kind="lives",
        title=title,
        alt=f"{title}. One line per account from its sign-up to its ban or last request.",
        query="lifelines",
        lives=told,
        note=f"{len(told)} of {fmt.count(found)} accounts; chains of succession come first.",
    )


def families(facts: Facts) -> Chart | None:
    """What each family of evidence says of the median member, cluster by cluster."""
    frames = {name: facts[f"families:{name}"] for name in facts.told}
    frames = {name: rows for name, rows in frames.items() if len(rows)}
    if not frames:
        return None
    wide = pd.DataFrame(
        {name: rows.set_index("family")["median_bits"] for name, rows in frames.items()}
    )
    wide = wide.loc[wide.max(axis=1).sort_values(ascending=False, kind="stable").index]
    loudest = fmt.family(wide.index[0])
    title = f"The heaviest evidence for the median account: {loudest}"
    if len(frames) == 1:
        needed = float(next(iter(frames.values()))["needed_bits"].iloc[0])
        title += f"; it needs {needed:.1f} bits in all"
    return Chart(
        key="families",
        kind="bars",
        title=title,
        alt=f"{title}. Bits of evidence of the median account by family and cluster.",
        query=f"families:{facts.told[0]}",
        categories=tuple(fmt.family(name) for name in wide.index),
        series=tuple(
            Series(_named(facts, str(name)), tuple(_known(value) for value in wide[name]))
            for name in wide
        ),
        unit="bits",
        x_title="Family of evidence",
        note="Bits: each doubles the odds that an account belongs to the cluster rather than not.",
    )


def tasks(facts: Facts) -> Chart | None:
    """What is asked for, against everybody outside clusters."""
    mix = facts["mix"]
    rows = mix[(mix["dimension"] == "task") & (mix["label"] != "(unknown)")].head(MOST_TASKS)
    if rows.empty:
        return None
    first = rows.iloc[0]
    label = str(first["label"]).replace("_", " ")
    title = f"{label.capitalize()} is {fmt.percent(first['share'], 0)} of what they ask"
    if not fmt.is_missing(first["ordinary_share"]):
        title += f", and {fmt.percent(first['ordinary_share'], 0)} elsewhere"
    return Chart(
        key="tasks",
        kind="bars",
        title=title,
        alt=f"{title}. Share of requests by task, against everybody outside clusters.",
        query="mix",
        categories=tuple(str(name).replace("_", " ") for name in rows["label"]),
        series=(
            Series(THESE, tuple(map(_known, rows["share"]))),
            Series(ELSEWHERE, tuple(map(_known, rows["ordinary_share"]))),
        ),
        unit="percent",
        x_title="Task",
    )


def quiet(shares: "pd.Series[float]") -> float | None:
    """Share of requests in the quietest eight hours of the day that follow each other."""
    if not shares.notna().any():
        return None
    by_hour = shares.fillna(0).to_numpy().reshape(7, 24).sum(axis=0)
    twice = [*by_hour, *by_hour]
    return float(min(sum(twice[first : first + QUIET_HOURS]) for first in range(24)))


def week(facts: Facts) -> Chart | None:
    """At which hours of the week they ask."""
    rows = facts["hours"]
    own = quiet(rows["share_of_week"])
    if own is None:
        return None
    title = f"The quietest eight hours of the day hold {fmt.percent(own, 0)} of their requests"
    usual = quiet(rows["ordinary_share"])
    if usual is not None:
        title += f"; elsewhere {fmt.percent(usual, 0)}"
    return Chart(
        key="week",
        kind="week",
        title=title,
        alt=f"{title}. Share of requests by hour of the week, UTC; a third would be no night.",
        query="hours",
        categories=tuple(hour_name(int(hour)) for hour in rows["hour_of_week"]),
        series=(
            Series(THESE, tuple(map(_known, rows["share_of_week"]))),
            Series(ELSEWHERE, tuple(map(_known, rows["ordinary_share"]))),
        ),
        unit="percent",
        x_title="Hour of the week (UTC)",
        note="A third, 33%, would be no night at all.",
    )


def switch(facts: Facts) -> Chart | None:
    """How soon they had used a new model, against everybody else."""
    frames = {name: facts.moved(name) for name in facts.told}
    frames = {
        name: rows for name, rows in frames.items() if len(rows) and rows["active_accounts"].max()
    }
    if not facts.release or not frames:
        return None
    usual = next(iter(frames.values()))
    series = [
        Series(_named(facts, name), tuple(map(_known, rows["moved_share"])))
        for name, rows in frames.items()
    ]
    series.append(Series(ELSEWHERE, tuple(map(_known, usual["others_share"]))))
    own, other = series[0].values[FIRST_HOURS], series[-1].values[FIRST_HOURS]
    title = (
        f"Of cluster {facts.letter(next(iter(frames)))}'s accounts {in_unit(own, 'percent')} had"
        f" used {facts.release} within {FIRST_HOURS} hours of its release"
    )
    if other is not None:
        title += f"; elsewhere {in_unit(other, 'percent')}"
    return Chart(
        key="switch",
        every=24,
        kind="lines",
        title=title,
        alt=f"{title}. Share of accounts that had used the model by hour since its release.",
        query=f"moved:{next(iter(frames))}:{facts.release}",
        categories=tuple(str(int(hour)) for hour in usual["hour_since"]),
        series=tuple(series),
        unit="percent",
        x_title="Hours since the release",
        y_title="Accounts that had used it, of those that asked before and after",
    )


def candidates(facts: Facts) -> Chart | None:
    """From candidate groups to what is reported, filter by filter."""
    rows = facts["filters"]
    if rows.empty:
        return None
    first, last = rows["candidates_before"].iloc[0], rows["candidates_after"].iloc[-1]
    verb = "is" if last == 1 else "are"
    title = f"Of {words.plural(first, 'candidate group')}, {fmt.count(last)} {verb} left"
    return Chart(
        key="candidates",
        kind="bars",
        title=title,
        alt=f"{title}. How many candidate groups each filter lets through.",
        query="filters",
        categories=("candidates", *(f"after: {name}" for name in rows["filter"])),
        series=(Series("Groups", (float(first), *map(float, rows["candidates_after"]))),),
        x_title="Filter",
        note=" ".join(str(text) for text in rows["sentence"]),
    )
