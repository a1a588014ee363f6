"""One cluster in sentences: what it is, how sure, what speaks for each account."""

from typing import Any

import pandas as pd

from hydrascope import fmt

MEMBERSHIPS = {"probable": "probable member", "possible": "near miss"}
SIDES = {
    "coordinated": "Speaks for one operator",
    "innocent": "Speaks for another explanation",
}
UNKNOWN = "unknown"
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def title(cluster_id: Any) -> str:
    """What a cluster is called; never after an actor."""
    return f"Cluster {cluster_id}"


def verdict(cluster: Any) -> str:
    """What it looks like and how sure that is: ``**Acts as one**, high confidence.``"""
    kind = fmt.kind(cluster["kind"])
    return f"**{kind[0].upper()}{kind[1:]}**, {cluster['confidence']} confidence."


def summary(cluster: Any) -> str:
    """How many accounts asked how much, from when to when."""
    told = (
        f"{fmt.count(cluster['accounts'])} accounts made {fmt.count(cluster['requests'])} requests"
    )
    if not fmt.is_missing(share := cluster["share_of_requests"]):
        told += f", {fmt.percent(share)} of all in this data"
    if not fmt.is_missing(share := cluster["work_share"]):
        told += f" (about {fmt.percent(share, 0)} of these its own work, the rest other work)"
    families = int(cluster["families"])
    speak = "family of evidence speaks" if families == 1 else "families of evidence speak"
    return f"{told}; {families} {speak} for them."


def counted(cluster: Any, marks: pd.DataFrame) -> str:
    """Who is counted and who is not, in a sentence; ``marks`` are those people put on accounts."""
    confirmed, cleared = ((marks["mark"] == word).sum() for word in ("confirmed", "cleared"))
    by_people = "none is" if not confirmed else f"{fmt.count(confirmed)} {_are(confirmed)}"
    told = (
        f"Counted: {fmt.count(cluster['accounts'])} *probable* members, of whom {by_people}"
        " *confirmed* by a person"
    )
    told += f" and {fmt.count(cleared)} {_are(cleared)} *cleared*." if cleared else " yet."
    return (
        f"{told} Shown, not counted: {fmt.count(cluster['possible_accounts'])}"
        " *possible* members, which miss what it takes."
    )


def _are(number: Any) -> str:
    return "is" if number == 1 else "are"


def odds(bits: float) -> str:
    """Bits as odds: ``1,000 to 1``; enormous ones as a power of ten."""
    if bits >= 20:
        return f"10{str(round(bits * 0.30103)).translate(_RAISED)} to 1"
    return f"{max(2.0**bits, 1):,.0f} to 1"


def weighed(families: pd.DataFrame) -> str:
    """What the waterfall means, in a sentence or two."""
    row = families.iloc[0]
    if fmt.is_missing(row["needed_bits"]):
        return "No probable member was weighed."
    needed, own = float(row["needed_bits"]), float(row["member_bits"])
    over = own - needed
    told = (
        f"At this cluster's size an account needs {needed:.1f} bits of evidence before it counts."
        f" The median member brings {own:.1f}: {abs(over):.1f} {'over' if over >= 0 else 'short'}"
    )
    told += f", odds of {odds(over)} beyond what is asked." if over >= 0 else "."
    return (
        f"{told} Each bit doubles the odds, as far as the families are independent; no account"
        " counts as evidence for itself. Medians of families are drawn, so they add up only about."
    )


def value(row: Any) -> str:
    """What one shared value means, in a sentence."""
    kind, text = fmt.attribute(row["attr_type"]), fmt.attribute_value(row["attr_value"])
    others = fmt.count(row["outside_accounts"]) if row["outside_accounts"] else "no"
    return (
        f"{fmt.count(row['accounts'])} of {fmt.count(row['known_accounts'])}"
        f" ({fmt.percent(row['share'], 0)}) share the {kind} `{text}` with {others} other"
        f" accounts: {fmt.times(row['lift'])} times as frequent, {row['bits']:.1f} bits."
    )


def points(weight: float) -> str:
    """How far one test moves the verdict: ``+3``, ``0``."""
    return f"{weight:+g}".replace("-", "−") if weight else "0"


def lived(cluster: Any) -> str:
    """From when to when, its peak, what became of its accounts, how fast it grew back."""
    told = (
        f"{fmt.count(cluster['banned_accounts'])} of {fmt.count(cluster['accounts'])} accounts"
        f" were banned, {fmt.count(cluster['active_accounts'])} are still active (a request in the"
        " last week of the data)."
    )
    if not fmt.is_missing(cluster["peak_at"]):
        told += f" Most requests came on {fmt.step(cluster['peak_at'], 'day')}."
    if cluster["successions"] and not fmt.is_missing(cluster["median_regrowth_hours"]):
        told += (
            f" {fmt.count(cluster['successions'])} accounts took over from one that had stopped,"
            f" half of them within {fmt.hours(cluster['median_regrowth_hours'])}."
        )
    return told


def moved(hours: pd.DataFrame, first: int) -> str:
    """How many had used a new model within the ``first`` hours, here and elsewhere."""
    row: Any = hours.loc[hours["hour_since"] == first].iloc[0]
    told = (
        f"Of {fmt.count(row['active_accounts'])} accounts of the cluster that asked both in the"
        f" week before the release and in the week after,"
        f" {fmt.percent(row['moved_share'])} had used it within {first} hours"
    )
    if fmt.is_missing(row["others_share"]):
        return f"{told}; there is nobody outside clusters to set them against."
    return (
        f"{told}; of {fmt.count(row['others_active'])} such accounts outside clusters,"
        f" {fmt.percent(row['others_share'])}."
    )


def explained(cluster: Any) -> str:
    """What else could be behind it, as far as that was tested."""
    told = cluster["explained_by"]
    if cluster["kind"] in ("coordinated", "unclear"):
        tested = "No other explanation that was tested fits the cluster as a whole."
        return tested if fmt.is_missing(told) else f"{tested} **A doubt remains**: {told}"
    return f"**{fmt.kind(cluster['kind']).capitalize()}**" + (
        "." if fmt.is_missing(told) else f": {told}"
    )


def templates(cluster: Any) -> str:
    """How much of what it asks is its own, in a sentence; empty where that is not known."""
    if not cluster["signature_templates"]:
        return ""
    many = int(cluster["signature_templates"])
    told = f"{fmt.count(many)} prompt template{' is' if many == 1 else 's are'} its own"
    if not fmt.is_missing(cluster["signature_share"]):
        told += f" and make {fmt.percent(cluster['signature_share'], 0)} of its requests"
    return f"{told}: a template is a prompt with numbers, names and quotes masked, then hashed."


def short_of(row: Any) -> str:
    """How many near misses lack the same, and how far they are from what is needed."""
    many = f"{fmt.count(row.accounts)} account{'' if row.accounts == 1 else 's'}"
    least, most = float(row.least_short), float(row.most_short)
    if most <= 0:
        return f"{many}: {row.missing}"
    far = f"{most:.1f}" if most - max(least, 0) < 0.05 else f"{max(least, 0):.1f} to {most:.1f}"
    return f"{many}, {far} bits short: {row.missing}"


def member(row: Any) -> str:
    """How one account stands to the cluster, in a sentence."""
    over = float(row["match_weight"]) - float(row["needed_bits"])
    side = f"{over:.1f} over" if over >= 0 else f"{-over:.1f} short of"
    told = (
        f"{MEMBERSHIPS.get(row['membership'], row['membership']).capitalize()}:"
        f" {row['match_weight']:.1f} bits, {side} the {row['needed_bits']:.1f} needed."
    )
    return told if fmt.is_missing(row["missing"]) else f"{told} {row['missing']}"
