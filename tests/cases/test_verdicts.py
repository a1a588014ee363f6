"""Verdicts: three questions, nothing overwritten, and who disagrees with whom."""

import datetime as dt

import pytest

from hydrascope.cases import Book, verdicts
from hydrascope.errors import InputError

NOW = dt.datetime(2026, 3, 1, 12)


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "cases.sqlite")


@pytest.fixture
def give(book):
    def said(author, question="coordinated", answer="", likelihood="likely", **more):
        confidence = more.pop("confidence", "moderate")
        return verdicts.give(
            book, more.pop("cluster_id", "c1"), question, answer, likelihood=likelihood,
            confidence=confidence, author=author, at=NOW, **more,
        )  # fmt: skip

    return said


def now(book):
    return verdicts.standing(verdicts.history(book, ["c1"]))


def test_a_change_appends_and_the_last_of_each_author_stands(book, give):
    give("mk", likelihood="likely")
    give("lr", likelihood="likely")
    give("mk", likelihood="very_likely", reasons_for="the cards", reasons_against="the campus")

    assert len(verdicts.history(book, ["c1"])) == 3
    found = now(book)
    assert dict(zip(found["author"], found["likelihood"], strict=True)) == {
        "lr": "likely",
        "mk": "very_likely",
    }
    assert found.set_index("author").loc["mk", "reasons_against"] == "the campus"


def test_who_is_a_persons_own_words(book, give):
    with pytest.raises(InputError, match="answer"):
        give("mk", "who", " ")
    give("mk", "who", "a reseller we know")
    assert now(book)["answer"].tolist() == ["a reseller we know"]


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"likelihood": "likely"}, {}),
        ({"likelihood": "very_likely"}, {}),  # the next band: the same view in other words
        (
            {"likelihood": "almost_certain"},
            {"coordinated": "mk and lr differ on how likely it is."},
        ),
        ({"likelihood": "unlikely"}, {"coordinated": "mk and lr differ on how likely it is."}),
    ],
)
def test_authors_who_differ_on_likelihood_are_said_to(book, give, other, told):
    give("mk")
    give("lr", **other)
    assert verdicts.conflicts(verdicts.history(book, ["c1"])) == told


def test_different_answers_conflict_and_one_author_never_does(book, give):
    give("mk", "kind", "reseller")
    give("mk", "kind", "extraction")
    assert verdicts.conflicts(verdicts.history(book, ["c1"])) == {}
    give("lr", "kind", "Extraction")
    assert verdicts.conflicts(verdicts.history(book, ["c1"])) == {}
    give("ab", "kind", "reseller")
    assert verdicts.conflicts(verdicts.history(book, ["c1"])) == {
        "kind": "mk, lr and ab give different answers."
    }


@pytest.mark.parametrize(
    "wrong",
    [{"question": "why"}, {"likelihood": "sure"}, {"confidence": "total"}, {"author": ""}],
)
def test_what_is_no_verdict_is_refused(book, give, wrong):
    with pytest.raises(InputError):
        give(**{"author": "mk"} | wrong)
    assert now(book).empty


def test_verdicts_are_found_under_every_name_of_the_cluster(book, give):
    give("mk")
    give("lr", cluster_id="c2")
    assert len(verdicts.history(book, ["c1", "c2"])) == 2
