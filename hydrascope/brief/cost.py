"""What the requests are worth, and who says so: the source, a price list, or both in part."""

from collections.abc import Mapping

from hydrascope import fmt
from hydrascope.brief.facts import Facts, each

SOURCE, LISTED = "source", "price_table"
HEADS = {
    frozenset({SOURCE}): "Cost as reported",
    frozenset({LISTED}): "Cost at list price, estimated",
    frozenset({SOURCE, LISTED}): "Cost, in part estimated",
}
ORIGINS = {
    SOURCE: "priced by the source",
    LISTED: "at list price (estimated)",
    "none": "without a price",
}


def by_origin(facts: Facts) -> Mapping[str, float]:
    """US dollars by where they come from; an origin that gave none is left out."""
    return {
        str(row.cost_origin): float(row.cost_usd)
        for row in each(facts.get("cost_origin"))
        if not fmt.is_missing(row.cost_usd)
    }


def worth(facts: Facts) -> str:
    """``worth $5.20 as the source reported it``, or as much of it as the source did; "" where
    no request has a cost."""
    told = by_origin(facts)
    reported, listed = told.get(SOURCE), told.get(LISTED)
    if reported is None and listed is None:
        return ""
    if listed is None:
        return f"worth {fmt.usd(reported)} as the source reported it"
    if reported is None:
        return f"worth about {fmt.usd(listed)} at list price (estimated)"
    return (
        f"worth about {fmt.usd(reported + listed)}: {fmt.usd(reported)} as the source reported it"
        f" and about {fmt.usd(listed)} at list price (estimated)"
    )


def head(facts: Facts) -> str:
    """What stands over a column of costs."""
    return HEADS.get(frozenset(by_origin(facts)), "Cost")


def note(facts: Facts) -> str:
    """How many requests are priced by whom, in a sentence."""
    told = [
        f"{fmt.count(row.requests)} {ORIGINS.get(str(row.cost_origin), str(row.cost_origin))}"
        for row in each(facts["cost_origin"])
    ]
    return f"Requests counted: {fmt.listing(told)}." if told else "No request is counted."
