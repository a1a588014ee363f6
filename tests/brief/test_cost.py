"""Who says what the requests are worth: the source, a price list, or both in part."""

import pytest

from hydrascope import dossier, fmt
from hydrascope.brief import formats
from hydrascope.brief.casefile import CaseFile
from tests.brief import reading
from tests.brief.conftest import AS_OF, SECRET

STATES = {
    "source": "true",
    "price_table": "false",
    "mixed": "account_key % 2 = 0",
    "none": None,
}


@pytest.fixture
def briefed(changeable):
    """``briefed("mixed")``: the order, and the briefing of costs from both."""

    def compose(state):
        by_source = STATES[state]
        changeable.execute("begin")
        try:
            if by_source is None:
                changeable.execute("update fact_requests set cost_usd = null, cost_origin = null")
            else:
                changeable.execute(
                    "update fact_requests set cost_origin ="
                    f" if({by_source}, 'source', 'price_table') where cost_usd is not null"
                )
            order = dossier.Order(CaseFile(), AS_OF)
            return order, dossier.composed(changeable, order, SECRET)
        finally:
            changeable.execute("rollback")

    return compose


def said_of(made):
    """The bottom line, and the head and remark of the table of sizes."""
    told = {one.key: one.text for one in made.briefing.sentences()}
    scale = next(block for block in made.briefing.blocks() if block.key == "scale")
    return told["bottom_line"], scale.head[-1], scale.caption


def test_what_the_source_reported_is_no_list_price(briefed):
    _, made = briefed("source")
    total = fmt.usd(made.facts.scale("counted")["cost_usd"])
    bottom, head, remark = said_of(made)

    assert bottom.endswith(f", worth {total} as the source reported it.")
    assert (head, "list price" in bottom + remark) == ("Cost as reported", False)
    assert "priced by the source" in remark


def test_what_a_price_list_says_is_an_estimate(briefed):
    _, made = briefed("price_table")
    total = fmt.usd(made.facts.scale("counted")["cost_usd"])
    bottom, head, remark = said_of(made)

    assert bottom.endswith(f", worth about {total} at list price (estimated).")
    assert head == "Cost at list price, estimated"
    assert "at list price (estimated)" in remark
    assert "source" not in bottom + remark


def test_where_both_say_something_both_parts_are_told_in_every_format(briefed):
    order, made = briefed("mixed")
    by = made.facts["cost_origin"].set_index("cost_origin")["cost_usd"]
    bottom, head, _ = said_of(made)

    assert {"price_table", "source"} <= set(by.index)
    assert by.sum() == pytest.approx(made.facts.scale("counted")["cost_usd"])
    assert bottom.endswith(
        f", worth about {fmt.usd(by.sum())}: {fmt.usd(by['source'])} as the source reported it"
        f" and about {fmt.usd(by['price_table'])} at list price (estimated)."
    )
    for suffix in formats.DOCUMENTS:
        text = reading.text(dossier.written(made, order, suffix, SECRET), suffix)
        assert reading.squeezed(head) in text
        assert reading.squeezed(bottom[-90:]) in text


def test_without_a_price_nothing_is_worth_anything(briefed):
    _, made = briefed("none")
    bottom, head, remark = said_of(made)

    assert "worth" not in bottom
    assert (head, "without a price" in remark) == ("Cost", True)
