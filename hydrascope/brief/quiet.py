"""The briefing where nothing acts as one: what that does and does not mean."""

import pandas as pd

from hydrascope import fmt
from hydrascope.brief import figures, method, own, people, words
from hydrascope.brief.document import Picture, Section, Table, Words
from hydrascope.brief.facts import Facts, each
from hydrascope.brief.levels import Scrub

SMALLEST = "8"


def page_one(facts: Facts) -> list[Section]:
    """What was looked at, that nothing was found, and how far that goes."""
    return [
        Section("Bottom line", (Words("bottom_line", bottom_line(facts)),)),
        Section("What was looked at", (looked_at(facts),)),
        Section("What this means", (Words("means", means(facts)),)),
        Section("What this does not mean", (Words("means_not", means_not(facts)),)),
        Section("Groups with another explanation", (Words("aside", aside(facts)),)),
        Section("Not known", (Words("not_known", NOT_KNOWN),)),
        Section("Actions", (Words("actions", ACTIONS),)),
    ]


NOT_KNOWN = (
    "How likely it is that nobody extracts the model is not given: that nothing was found is no"
    " measure of it. The software names nobody."
)
ACTIONS = (
    "None follows from this. Look again with newer data; load sign-ups, payments and prompt"
    " templates where they are missing; ask people about any suspicion this data cannot settle."
)


def rest(facts: Facts, scrub: Scrub) -> list[Section]:
    """How the candidates fell, the coverage and the method."""
    chart = figures.candidates(facts)
    fell = (Section("How the candidates fell", (Picture(chart),)),) if chart else ()
    said = people.section(facts, scrub)
    people_ = [said] if said else []
    return [*fell, *people_, *own.sections(facts), *method.sections(facts, facts.case.level)]


def bottom_line(facts: Facts) -> str:
    span = facts["span"].iloc[0]
    told = (
        "No coordinated accounts were found among"
        f" {words.plural(span['named_accounts'], 'account')} and"
        f" {words.plural(span['requests'], 'request')}"
    )
    if fmt.is_missing(span["first_at"]):
        return f"{told}."
    first_at, last_at = (pd.Timestamp(span[edge]) for edge in ("first_at", "last_at"))
    return f"{told}, {fmt.span(first_at.to_pydatetime(), last_at.to_pydatetime())}."


def looked_at(facts: Facts) -> Table:
    """Accounts, requests and groups, as counted."""
    span = facts["span"].iloc[0]
    rows = [
        ("Accounts", fmt.count(span["named_accounts"])),
        ("Requests", fmt.count(span["requests"])),
    ]
    if len(filters := facts["filters"]):
        rows.append(("Candidate groups", fmt.count(filters["candidates_before"].iloc[0])))
        rows.append(
            (
                "Left as acting, or perhaps acting, as one",
                fmt.count(filters["candidates_after"].iloc[-1]),
            )
        )
    return Table("looked_at", "All loaded data", ("", "Count"), tuple(rows), frozenset({1}), "span")


def means(facts: Facts) -> str:
    return (
        f"No group of {_smallest(facts)} accounts or more was found whose members act as one: in"
        " the same minutes, by taking over from each other, or by paying with the same means under"
        " names that have nothing else in common, with a second, independent family of evidence."
    )


def means_not(facts: Facts) -> str:
    known = facts["availability"].dropna(subset=["known_share"])
    lacking = [str(row.field) for row in each(known) if row.known_share < 0.5]
    text = (
        "It does not show that nobody extracts the model. Not found would be: fewer than"
        f" {_smallest(facts)} accounts; a campaign that is a small part of what its accounts ask,"
        " as with a reseller; one spread evenly over the day whose accounts share nothing this data"
        " holds; and anything outside the days and sources loaded."
    )
    if lacking:
        text += f" This data knows less than half of {fmt.listing(lacking)}: much is unseen there."
    return text


def aside(facts: Facts) -> str:
    return words.set_aside(facts) or "No group of accounts that look alike had to be explained."


def _smallest(facts: Facts) -> str:
    told = dict(zip(facts["detection"]["name"], facts["detection"]["value"], strict=True))
    return str(told.get("least_accounts", SMALLEST))
