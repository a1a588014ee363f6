"""What a briefing says where nothing acts as one, and where nobody looked."""

import pytest

from hydrascope import dossier
from hydrascope.brief import formats
from hydrascope.brief.casefile import CaseFile
from hydrascope.errors import InputError, QueryError
from hydrascope.warehouse.store import Warehouse
from tests import clusters
from tests.brief import reading
from tests.brief.conftest import AS_OF, SECRET


@pytest.fixture
def briefed(found):
    """``briefed("nothing")``: the order and the briefing of a warehouse."""

    def compose(state, **choices):
        order = dossier.Order(CaseFile(**choices), AS_OF)
        with Warehouse(found(state)).connect() as conn:
            return order, dossier.composed(conn, order, SECRET)

    return compose


@pytest.mark.parametrize("state", ["nothing", "innocent"])
@pytest.mark.parametrize("suffix", formats.DOCUMENTS)
def test_nothing_found_is_said_with_what_it_does_and_does_not_mean(briefed, state, suffix):
    order, made = briefed(state)
    said = reading.text(dossier.written(made, order, suffix, SECRET), suffix)

    for words in (
        "No coordinated accounts were found among 400 accounts and 30,000 requests",
        "What this means",
        "What this does not mean",
        "It does not show that nobody extracts the model.",
        "fewer than 8 accounts",
    ):
        assert reading.squeezed(words) in said
    for words in ("act as one, each", "Confirmed by a person", "very likely (80"):
        assert reading.squeezed(words) not in said


def test_groups_that_were_explained_are_counted(briefed):
    _, made = briefed("innocent")
    told = {one.key: one.text for one in made.briefing.sentences()}

    assert told["aside"] == (
        "2 other groups with 56 accounts were set aside: 1 shared network or organisation and 1"
        " popular app's users."
    )


def test_its_pack_holds_the_briefing_and_no_indicator(briefed):
    order, made = briefed("nothing")
    pack = dossier.written(made, order, ".zip", SECRET)
    names = {kind for kind, _ in reading.members(pack, ".zip")}

    assert {".pdf", ".html", ".md"} <= names
    assert b"indicators" not in pack


@pytest.mark.parametrize("state", ["not_run", "older"])
def test_where_nobody_looked_that_is_said_instead(briefed, state):
    with pytest.raises(QueryError, match="hydrascope detect"):
        briefed(state)


def test_a_version_that_does_not_know_who_counts_says_what_to_do(changeable):
    changeable.execute("begin")
    changeable.execute("drop macro table counted_members")
    try:
        with pytest.raises(QueryError, match="hydrascope detect"):
            dossier.composed(changeable, dossier.Order(CaseFile(), AS_OF), SECRET)
    finally:
        changeable.execute("rollback")


def test_what_is_not_there_is_named(briefed):
    with pytest.raises(InputError, match="no cluster c999"):
        briefed("found", clusters=("c999",))
    with pytest.raises(InputError, match="called colour"):
        briefed("found", sentences={"colour": "Red."})
    with pytest.raises(InputError, match="TLP:PINK"):
        CaseFile(tlp="PINK")
    with pytest.raises(InputError, match="'secret'"):
        CaseFile(level="secret")


def test_a_cluster_of_another_kind_is_told_without_calling_it_coordinated(briefed):
    _, made = briefed("found", clusters=(clusters.CAMPUS,))
    told = {one.key: one.text for one in made.briefing.sentences()}

    assert "act as one" not in told["bottom_line"].replace("not all of them act as one", "")
    assert told["likelihood"] == "How likely it is that one operator runs them was not judged."
