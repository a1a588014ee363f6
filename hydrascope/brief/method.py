"""How it was found and on what: coverage, thresholds, what the words mean, what was left out."""

import pandas as pd

from hydrascope import fmt, icd203
from hydrascope.brief import words
from hydrascope.brief.document import Section, Table, Words
from hydrascope.brief.facts import Facts, each
from hydrascope.brief.levels import withheld
from hydrascope.brief.likelihood import BY_RULE

METHOD = (
    "Accounts are compared on what they share: each shared value weighs log2 of how much likelier"
    " the coincidence is for one operator than for two strangers (Fellegi and Sunter). Two"
    " independent families of evidence are needed before a link counts. Groups (Leiden) are then"
    " judged as a whole, other explanations first; a group is called coordinated only where its"
    " accounts act as one: in the same minutes, by taking over from each other, or by paying with"
    " the same means under names that have nothing else in common."
)
THRESHOLDS = (
    "Coordinated takes four points or more of the tests listed. High confidence takes nine points,"
    " three families and twenty accounts; moderate six points. The points are judgements, not"
    " calibrated probabilities."
)
STANDING = (
    "Confirmed: a person said so. Probable: counted; what speaks for the account exceeds what its"
    " cluster's size asks for, and 1,000 to 1 on top. Possible: a near miss, shown and counted"
    " nowhere."
)


def sections(facts: Facts, level: str) -> list[Section]:
    """Coverage, then method and what was left out."""
    return [
        Section("What the data covers", (*coverage(facts), Words("coverage", covered(facts)))),
        Section("Method and thresholds", _method(facts, level)),
    ]


def coverage(facts: Facts) -> tuple[Table, ...]:
    """Per source: how much, from when to when, how silent."""
    rows = tuple(
        (
            str(row.source),
            fmt.count(row.requests),
            fmt.moment(row.first_at),
            fmt.moment(row.last_at),
            fmt.count(row.silent_hours),
        )
        for row in each(facts["coverage"])
    )
    head = ("Source", "Requests", "From (UTC)", "To (UTC)", "Silent hours")
    caption = "Silent hours: hours between the two without any request."
    return (Table("coverage_table", caption, head, rows, frozenset({1, 4}), query="coverage"),)


def covered(facts: Facts) -> str:
    """What the data lacks and what did not make it in."""
    known = facts["availability"].dropna(subset=["known_share"])
    partly = known[known["known_share"] < 0.9995]
    text = (
        f"Not known for every request or account: {fmt.listing(_shares(partly))}."
        if len(partly)
        else "Every column that is counted by is known throughout."
    )
    rejected = int(facts["rejects"]["rows"].sum()) if len(facts["rejects"]) else 0
    if rejected:
        reasons = [f"{row.reason} ({fmt.count(row.rows)})" for row in each(facts["rejects"])]
        return f"{text} {words.plural(rejected, 'row')} rejected at import: {fmt.listing(reasons)}."
    return f"{text} No row was rejected at import."


def _shares(partly: pd.DataFrame) -> list[str]:
    return [f"{row.field} (known for {fmt.percent(row.known_share)})" for row in each(partly)]


def _method(facts: Facts, level: str) -> tuple[Words | Table, ...]:
    rule = fmt.listing(
        f"{sure} confidence reads {icd203.band(name).word}" for sure, name in BY_RULE.items()
    )
    bands = "; ".join(f"{one.word} {one.low}–{one.high}%" for one in icd203.BANDS)
    left_out = withheld(level)
    redacted = (
        f"Level {level}. Left out: {'; '.join(left_out)}."
        if left_out
        else f"Level {level}. Nothing this briefing could show was left out."
    )
    return (
        Words("method", METHOD),
        Words("thresholds", THRESHOLDS),
        _settings(facts),
        Words("standing", STANDING),
        Words(
            "likelihood_rule",
            f"Likelihood is in the words of ICD 203: {bands}. Where no person judged, {rule};"
            " software never says almost certain.",
        ),
        Words("redaction", f"{redacted} Account ids as the exports gave them are in no level."),
        Words("edits", edits(facts)),
    )


def _settings(facts: Facts) -> Table:
    rows = tuple(
        (str(row.name).replace("_", " "), str(row.value))
        for row in each(facts["detection"])
        if row.name != "note"
    )
    return Table(
        "settings", "What the detection says of itself", ("Setting", "Value"), rows,
        query="detection",
    )  # fmt: skip


def edits(facts: Facts) -> str:
    """Which sentences are the author's own."""
    own = sorted(
        key.replace("_", " ") for key, text in facts.case.sentences.items() if text.strip()
    )
    if not own:
        return "Every sentence was made from the numbers by fixed rules; none was edited."
    return (
        f"Written by the author instead of made from the numbers, and marked †: {', '.join(own)}."
    )
