"""What people decided: verdicts, actions, notes and the allow-list, as far as a level may see."""

from hydrascope import fmt
from hydrascope.brief import likelihood, words
from hydrascope.brief.document import Block, Section, Table, Words
from hydrascope.brief.facts import Facts
from hydrascope.brief.levels import Scrub, sees

QUESTIONS = {"coordinated": "Coordinated?", "kind": "What kind?", "who": "Who?"}


def section(facts: Facts, scrub: Scrub) -> Section | None:
    """Everything people said; None where nobody did, or the level may not see it."""
    case, level = facts.case, facts.case.level
    if not sees(level, "verdicts"):
        return None
    blocks: list[Block] = []
    if case.verdicts:
        blocks.append(_verdicts(facts, scrub))
    if case.actions:
        blocks.append(_actions(facts, scrub))
    if case.gone:
        blocks.append(Words("gone", _gone(facts)))
    if sees(level, "prose"):
        blocks += [*_evidence(facts), *_notes(facts)]
    return Section("What people decided", tuple(blocks)) if blocks else None


def _verdicts(facts: Facts, scrub: Scrub) -> Table:
    reasons = sees(facts.case.level, "prose")
    rows = []
    for one in sorted(facts.case.verdicts, key=lambda said: (said.at, said.author)):
        if one.cluster_id not in facts.cluster_ids:
            continue
        row = (
            fmt.utc(one.at),
            scrub(one.author),
            facts.letter(one.cluster_id),
            QUESTIONS[one.question],
            scrub(one.answer),
            likelihood.band(one.likelihood),
            one.confidence or "not given",
        )
        why = (one.reasons_for or "–", one.reasons_against or "–")
        rows.append((*row, *why) if reasons else row)
    head = ("When", "Who said it", "Cluster", "Question", "Answer", "Likelihood", "Confidence")
    return Table(
        "verdicts",
        "Verdicts, oldest first; nothing is overwritten, so several may differ.",
        (*head, "For", "Against") if reasons else head,
        tuple(rows),
    )


def _actions(facts: Facts, scrub: Scrub) -> Table:
    rows = tuple(
        (
            scrub(one.what),
            scrub(one.owner) or "nobody yet",
            f"{one.due:%Y-%m-%d}" if one.due else "no date",
            "done" if one.done else "open",
            scrub(one.collateral) or "not stated",
        )
        for one in facts.case.actions
    )
    head = ("Action", "Owner", "Due", "State", "Who else it hits")
    return Table("actions_table", "Actions", head, rows)


def _gone(facts: Facts) -> str:
    """Which clusters of the case this dataset no longer has."""
    gone = facts.case.gone
    named = f": {fmt.listing(gone)}" if sees(facts.case.level, "names") else ""
    return (
        f"{words.plural(len(gone), 'cluster')} of this case {'is' if len(gone) == 1 else 'are'} not"
        f" in this dataset any more{named}. Nothing here counts them."
    )


def _evidence(facts: Facts) -> list[Block]:
    """What was collected, and whether the data is another since."""
    if not facts.case.evidence:
        return []
    rows = tuple(
        (
            fmt.utc(one.at),
            one.author,
            one.title,
            one.query or "–",
            "yes"
            if one.fingerprint == facts.fingerprint
            else f"no, {one.fingerprint or 'unknown'}",
            one.url or "–",
        )
        for one in facts.case.evidence
    )
    head = ("When", "Who", "What it showed", "Query", "This dataset", "View")
    return [Table("evidence", "Evidence collected, oldest first", head, rows)]


def _notes(facts: Facts) -> list[Block]:
    blocks: list[Block] = []
    if facts.case.notes:
        blocks.append(
            Table(
                "notes",
                "Notes of the case, oldest first",
                ("When", "Who", "Note"),
                tuple((fmt.utc(one.at), one.author, one.text) for one in facts.case.notes),
            )
        )
    if facts.case.allowed:
        blocks.append(
            Table(
                "allowed",
                "Allow-list: what people said is nothing to link by",
                ("What", "Why", "Who said it", "Until"),
                tuple(
                    (one.what, one.reason, one.author, words.day(one.expires_at))
                    for one in facts.case.allowed
                ),
            )
        )
    if facts.case.confirmed or facts.case.cleared:
        confirmed, cleared = (
            words.plural(len({one.pseudonym for one in marks}), "account")
            for marks in (facts.case.confirmed, facts.case.cleared)
        )
        text = f"{confirmed} confirmed and {cleared} cleared by a person."
        blocks.append(Words("judged_accounts", text))
    return blocks
