"""From facts to the document: what a level may see, in the order it is read."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from hydrascope import __version__, fmt
from hydrascope.brief import appendix, cost, figures, quiet, words
from hydrascope.brief.casefile import ANSWER_KEY, CaseFile
from hydrascope.brief.document import Block, Briefing, Picture, Section, Stamp, Table, Words
from hydrascope.brief.facts import Facts, gather
from hydrascope.brief.hashing import Sharing
from hydrascope.brief.levels import Scrub, sees
from hydrascope.errors import InputError

# Sentences that only some briefings have: an author's own for them waits until they do.
ELSEWHERE = {
    *("bottom_line", "likelihood", "confidence", "since", "targets", "ties", "alternatives"),
    *(
        "own_sql",
        "not_known",
        "actions",
        "doubts",
        "gone",
        "judged_accounts",
        "means",
        "means_not",
        "aside",
    ),
}
TITLE = "Account networks that may extract the model"
STANDINGS = {
    "confirmed": "Confirmed by a person",
    "probable": "Probable",
    "possible": "Possible, not counted",
}


@dataclass(frozen=True)
class Composed:
    """A briefing and the facts it was made from; ``rendered`` holds what was made of it."""

    briefing: Briefing
    facts: Facts
    sharing: Sharing
    rendered: dict[tuple[str, dt.datetime], bytes] = field(
        default_factory=dict, repr=False, compare=False
    )

    @property
    def case(self) -> CaseFile:
        return self.facts.case


def compose(
    conn: duckdb.DuckDBPyConnection,
    case: CaseFile,
    *,
    as_of: dt.datetime,
    sharing: Sharing,
) -> Composed:
    """Ask, put into words, arrange. ``as_of``: the time printed, UTC; the clock is not read.

    Raises InputError for a cluster or a sentence that is not there, QueryError where clusters
    were never looked for.
    """
    facts = gather(conn, case)
    scrub = Scrub(case.level, _names(facts))
    stamp = _stamp(facts, as_of, scrub)
    if facts.cluster_ids:
        first = _page_one(facts, scrub)
        rest = appendix.sections(facts, scrub, sharing)
    else:
        first, rest = quiet.page_one(facts), quiet.rest(facts, scrub)
    briefing = Briefing(stamp, tuple(first), tuple(rest))
    return Composed(_in_own_words(briefing, case, scrub), facts, sharing)


def _names(facts: Facts) -> list[str]:
    """What free text of a lower level must not hold: accounts, clusters, bursts, values."""
    if not facts.cluster_ids or sees(facts.case.level, "names"):
        return []
    members = facts.ask("members", "brief/members", cluster_ids=facts.cluster_ids)
    values = facts.ask("indicators", "brief/indicators", cluster_ids=facts.cluster_ids)
    return [
        *facts.cluster_ids,
        *map(str, members["account_id"]),
        *map(str, members["pseudonym"]),
        *map(str, values["attr_value"]),
        *map(str, facts["bursts"]["burst_id"]),
        *(one.pseudonym for one in (*facts.case.confirmed, *facts.case.cleared)),
    ]


def _stamp(facts: Facts, as_of: dt.datetime, scrub: Scrub) -> Stamp:
    span = facts["span"].iloc[0]
    reach = "no requests"
    if not fmt.is_missing(span["first_at"]):
        first_at, last_at = (pd.Timestamp(span[edge]) for edge in ("first_at", "last_at"))
        reach = f"all loaded data, {fmt.span(first_at.to_pydatetime(), last_at.to_pydatetime())}"
    chosen = "all clusters that act as one"
    if facts.case.clusters:
        chosen = words.plural(len(facts.cluster_ids), "chosen cluster")
    case = facts.case
    return Stamp(
        title=scrub(case.title) or TITLE,
        subject=f"Case {case.case_id}" if case.case_id and sees(case.level, "names") else "",
        tlp=case.tlp,
        level=case.level,
        as_of=fmt.utc(as_of),
        fingerprint=facts.fingerprint,
        filters=f"{reach}; {chosen}",
        author=scrub(case.author) if sees(case.level, "verdicts") else "",
        synthetic=str(facts.synthetic or ""),
        software=f"hydrascope {__version__}",
    )


def _page_one(facts: Facts, scrub: Scrub) -> list[Section]:
    told = words.page_one(facts, facts.case.level, scrub)

    def say(*keys: str) -> tuple[Words, ...]:
        return tuple(Words(key, told[key]) for key in keys)

    drawn: Sequence[Block] = [Picture(chart)] if (chart := figures.daily(facts)) else []
    return [
        Section("Bottom line", say("bottom_line", "likelihood", "confidence")),
        Section("How big", (scale_table(facts), *drawn)),
        Section("Since when", say("since")),
        Section("What was targeted", say("targets")),
        Section("How the accounts are tied", say("ties")),
        Section("Other explanations", say("alternatives")),
        Section("Not known", say("not_known")),
        Section("Actions", say("actions")),
    ]


def scale_table(facts: Facts) -> Table:
    """Confirmed, probable and possible apart, then what counts."""
    rows: list[tuple[str, ...]] = []
    for standing, label in STANDINGS.items():
        row = facts.scale(standing)
        if row is None:
            rows.append((label, "0", "0", fmt.percent(0), "0", fmt.usd(0)))
        else:
            rows.append((label, *_measures(row)))
    counted = facts.scale("counted")
    if counted is not None:
        rows.append(("Counted in this briefing", *_measures(counted)))
    head = ("", "Accounts", "Requests", "Share of all", "Tokens", cost.head(facts))
    return Table("scale", _remark(facts), head, tuple(rows), frozenset(range(1, 6)), query="scale")


def _remark(facts: Facts) -> str:
    """Where the cost comes from, and who is left out."""
    cleared = len(facts.case.cleared)
    left_out = f" {words.plural(cleared, 'account')} cleared by a person left out."
    return cost.note(facts) + (left_out if cleared else "")


def _measures(row: "pd.Series[Any]") -> tuple[str, ...]:
    return (
        fmt.count(row["accounts"]),
        fmt.count(row["requests"]),
        fmt.percent(row["share"]),
        fmt.compact(row["tokens"]),
        fmt.usd(row["cost_usd"]),
    )


def _by(case: CaseFile, key: str) -> str:
    """``edited by A. Analyst, 2026-01-31 12:00 UTC`` where the level sees what people wrote."""
    edit = case.edits.get(key)
    if edit is None or not sees(case.level, "prose"):
        return ""
    return f"edited by {edit.author}, {fmt.utc(edit.at)}"


def _in_own_words(briefing: Briefing, case: CaseFile, scrub: Scrub) -> Briefing:
    """The author's sentences in place of the generated ones."""
    own = {key: text.strip() for key, text in case.sentences.items() if text.strip()}
    keys = {one.key for one in briefing.sentences()}
    # A sentence of another kind of briefing (of a case, of nothing found, of an answer that is
    # not ticked) has no place here.
    elsewhere = {key for key in own if key in ELSEWHERE or ANSWER_KEY.fullmatch(key)}
    if unknown := sorted(own.keys() - keys - elsewhere):
        raise InputError(
            f"No sentence of this briefing is called {', '.join(unknown)}.",
            f"There are {', '.join(sorted(keys))}.",
        )

    def kept(section: Section) -> Section:
        return Section(
            section.heading,
            tuple(
                Words(block.key, scrub(own[block.key]), True, _by(case, block.key))
                if isinstance(block, Words) and block.key in own
                else block
                for block in section.blocks
            ),
        )

    first = tuple(kept(section) for section in briefing.first)
    return Briefing(briefing.stamp, first, tuple(kept(section) for section in briefing.appendix))
