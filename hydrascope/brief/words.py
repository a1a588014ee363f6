"""Page one in words: plain rules from numbers to sentences. No sentence names an actor."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from hydrascope import fmt
from hydrascope.brief import cost, likelihood
from hydrascope.brief.facts import Facts, each
from hydrascope.brief.levels import Scrub, sees

OTHERS = ("shared_network", "reseller_like", "evaluation_like", "shared_app", "unclear")
# What one such group is called, and what several are.
NAMES = {
    "shared_network": ("shared network or organisation", "shared networks or organisations"),
    "reseller_like": ("reseller", "resellers"),
    "evaluation_like": ("agreed evaluation", "agreed evaluations"),
    "shared_app": ("popular app's users", "popular apps' users"),
    "unclear": ("of unclear kind", "of unclear kind"),
}


def plural(number: Any, noun: str) -> str:
    """``1 cluster``, ``2,000 clusters``."""
    return f"{fmt.count(number)} {noun}{'' if number == 1 else 's'}"


def day(at: Any) -> str:
    """``2026-01-31``; UTC is said once per page."""
    return fmt.MISSING if fmt.is_missing(at) else fmt.step(at, "day").removesuffix(" UTC")


def name(facts: Facts, cluster_id: str) -> str:
    return f"cluster {facts.letter(cluster_id)}"


def bottom_line(facts: Facts) -> str:
    """How many accounts, how much of all, from when to when."""
    counted = facts.scale("counted")
    clusters = facts["clusters"]
    if counted is None:
        return "No account is left in the clusters chosen: people cleared every one."
    acting = bool((clusters["kind"] == "coordinated").all())
    act = "act as one" if len(clusters) == 1 else "act as one, each cluster for itself"
    told = (
        f"{plural(counted['accounts'], 'account')} in {plural(len(clusters), 'cluster')}"
        f" {act if acting else 'are looked at here; not all of them act as one'}. They made"
        f" {fmt.count(counted['requests'])} requests"
    )
    if not fmt.is_missing(counted["share"]):
        told += f", {fmt.percent(counted['share'])} of all in this data"
    if not fmt.is_missing(counted["first_at"]):
        told += f", from {day(counted['first_at'])} to {day(counted['last_at'])} (UTC)"
    return f"{told}{f', {worth}' if (worth := cost.worth(facts)) else ''}."


def how_likely(facts: Facts) -> str:
    """ICD 203 likelihood, cluster by cluster; never in one sentence with the confidence."""
    pairs, disagreed = [], []
    for _, cluster in facts["clusters"].iterrows():
        said = likelihood.judged(facts, cluster)
        letter = facts.letter(str(cluster["cluster_id"]))
        if likelihood.differ(said):
            disagreed.append(letter)
        pairs += [(letter, likelihood.band(one.band)) for one in said[-1:] if one.band]
    if not pairs:
        return "How likely it is that one operator runs them was not judged."
    told = [f"{band} for {names}" for band, names in likelihood.by_value(pairs)]
    one = len(facts["clusters"]) == 1
    if one:
        text = f"That one operator runs these accounts is {pairs[0][1]}."
    else:
        text = f"That one operator runs all accounts of a cluster is {fmt.listing(told)}."
    if disagreed:
        text += f" People judge {fmt.listing(disagreed)} differently; the latest is given."
    return text


def how_sure(facts: Facts) -> str:
    """Confidence, and where it and the likelihood come from."""
    pairs = []
    people = False
    for _, cluster in facts["clusters"].iterrows():
        said = likelihood.judged(facts, cluster)
        people |= bool(said[-1].by)
        pairs.append((facts.letter(str(cluster["cluster_id"])), said[-1].confidence or "not given"))
    told = likelihood.by_value(pairs)
    words = (
        told[0][0]
        if len(told) == 1
        else fmt.listing(f"{value} for {names}" for value, names in told)
    )
    source = (
        "Both are people's verdicts where there are any, and rules from the tests elsewhere."
        if people
        else "Both follow by rule from the tests; no person has judged it yet."
    )
    return f"Confidence in that is {words}. {source}"


def since(facts: Facts) -> str:
    """When it began, peaked and ended, and what became of the accounts."""
    days, clusters = facts["days"], facts["clusters"]
    counted = facts.scale("counted")
    daily = days.groupby("bucket_at")["requests"].sum()
    told = []
    if not fmt.is_missing(first := clusters["first_signup_at"].min()):
        told.append(f"first sign-up {day(first)}")
    if counted is not None:
        told.append(f"first request {day(counted['first_at'])}")
    if len(daily) and daily.max():
        told.append(f"busiest day {day(daily.idxmax())} ({fmt.count(daily.max())} requests)")
    if counted is not None:
        told.append(f"last request {day(counted['last_at'])}")
    told_all = "; ".join(told)
    banned, active = clusters["banned_accounts"].sum(), clusters["active_accounts"].sum()
    detected = clusters["accounts"].sum()
    text = (
        f"{told_all[:1].upper()}{told_all[1:]} (UTC). Of {fmt.count(detected)} members found,"
        f" {fmt.count(banned)} were banned and {fmt.count(active)} were active in the data's last"
        " week."
    )
    if taken := int(clusters["successions"].sum()):
        text += f" {plural(taken, 'account')} took over from one that had stopped."
    return text


def targets(facts: Facts) -> str:
    """The tasks that stand out, against everybody outside clusters."""
    mix = facts["mix"]
    tasks = mix[(mix["dimension"] == "task") & ~mix["label"].isin(["(unknown)", "other"])].head(3)
    if tasks.empty:
        return "What was asked for is not known: the data has no task of requests."
    told = []
    for row in each(tasks):
        usual = (
            "" if fmt.is_missing(row.ordinary_share)
            else f", elsewhere {fmt.percent(row.ordinary_share, 0)}"
        )  # fmt: skip
        told.append(f"{str(row.label).replace('_', ' ')} ({fmt.percent(row.share, 0)}{usual})")
    text = f"Most was asked for {fmt.listing(told)}."
    if len(models := mix[(mix["dimension"] == "model") & (mix["label"] != "(unknown)")]):
        first = models.iloc[0]
        text += f" The model most used was {first['label']} ({fmt.percent(first['share'], 0)})."
    return text


def speaking(families: pd.DataFrame) -> list[str]:
    """The families that speak for the median member: two bits or more."""
    return [fmt.family(row.family) for row in each(families) if row.median_bits >= 2]


def ties(facts: Facts) -> str:
    """By how many independent families the accounts are tied, and by which."""
    told = []
    for cluster_id in facts.told:
        strong = speaking(facts[f"families:{cluster_id}"])
        told.append(
            f"{name(facts, cluster_id)} by {fmt.count(len(strong))} ({', '.join(strong)})"
            if strong
            else f"{name(facts, cluster_id)} by none for the median member"
        )
    text = "; ".join(told)
    more = len(facts.cluster_ids) - len(told)
    rest = f" {plural(more, 'more cluster')} in the appendix." if more else ""
    return f"Independent families of evidence tie {text}.{rest} A shared address alone ties nobody."


def alternatives(facts: Facts) -> str:
    """What else was tried, what is left of it, and who was set aside for it."""
    told = [
        f"in cluster {facts.letter(str(row.cluster_id))}, {str(row.explained_by).rstrip('.')}"
        for row in each(facts["clusters"].head(3))
        if not fmt.is_missing(row.explained_by)
    ]
    text = (
        "Shared offices and networks, resellers, agreed evaluations and popular apps were tested"
        " first."
    )
    aside = set_aside(facts)
    if aside:
        text += f" {aside}"
    return text + (f" What is left to look at: {'; '.join(told)}." if told else "")


def set_aside(facts: Facts) -> str:
    """How many other groups have another explanation, by kind."""
    totals = facts["totals"]
    others = totals[totals["kind"].isin(OTHERS)]
    if others.empty:
        return ""
    kinds = [
        f"{fmt.count(row.clusters)} {NAMES[row.kind][row.clusters != 1]}" for row in each(others)
    ]
    return (
        f"{plural(others['clusters'].sum(), 'other group')} with"
        f" {plural(others['accounts'].sum(), 'account')} "
        f"{'was' if others['clusters'].sum() == 1 else 'were'} set aside: {fmt.listing(kinds)}."
    )


def not_known(facts: Facts, level: str, scrub: Scrub) -> str:
    """Actor and use; a person's typed judgement with its author, where the level may see it."""
    text = (
        "Who runs these accounts and what the answers are used for is not known: nothing in this"
        " data says it, and the software does not judge it."
    )
    said = [
        verdict
        for cluster_id in facts.cluster_ids
        for verdict in likelihood.latest(facts.case.verdicts, cluster_id, "who")
    ]
    if not said:
        return text
    if not sees(level, "verdicts"):
        return f"{text} A person's judgement of it is not part of this level."
    for one in said:
        text += (
            f" In the judgement of {scrub(one.author)}, {name(facts, one.cluster_id)}:"
            f" {scrub(one.answer).rstrip('.')} ({likelihood.band(one.likelihood)})."
            f" Confidence: {one.confidence or 'not given'}."
        )
    return text


def actions(facts: Facts, level: str, scrub: Scrub) -> str:
    """What is to be done, by whom, until when, and who else it hits."""
    if not sees(level, "actions"):
        return "Actions are not part of this level."
    if not facts.case.actions:
        return (
            "None is on record. Before accounts are acted on, a person should clear the doubts"
            " above: wrong accusations hurt people."
        )
    told = []
    for one in facts.case.actions:
        parts = [scrub(one.what).rstrip(".")]
        parts += [f"owner {scrub(one.owner)}"] if one.owner else []
        parts += ["done" if one.done else f"due {one.due:%Y-%m-%d}"] if one.due or one.done else []
        parts += [f"also hits {scrub(one.collateral)}"] if one.collateral else []
        told.append("; ".join(parts) + ".")
    return " ".join(told)


def page_one(facts: Facts, level: str, scrub: Scrub) -> Mapping[str, str]:
    """Every generated sentence of page one, by key."""
    return {
        "bottom_line": bottom_line(facts),
        "likelihood": how_likely(facts),
        "confidence": how_sure(facts),
        "since": since(facts),
        "targets": targets(facts),
        "ties": ties(facts),
        "alternatives": alternatives(facts),
        "not_known": not_known(facts, level, scrub),
        "actions": actions(facts, level, scrub),
    }
