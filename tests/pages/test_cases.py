"""The pages about cases, and what of them stands on the other pages."""

import datetime as dt
import json

import pandas as pd
import pytest

from hydrascope.cases import AllowList, Work, figures, members, verdicts
from hydrascope.warehouse.store import Warehouse
from tests import clusters

CASES, CASE = "pages/cases/cases.py", "pages/cases/case.py"
CLUSTER, CLUSTERS = "pages/clusters/cluster.py", "pages/clusters/clusters.py"
NOW = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
SAID = {"author": "mk", "at": NOW, "fingerprint": "0123456789abcdef"}
URL = f"/cluster?from=2026-01-05T00%3A00&to=2026-01-26T00%3A00&cluster={clusters.ACTING}"


def members_of(test_folder, cluster_id):
    with Warehouse(test_folder).connect() as conn:
        return [row[0] for row in conn.execute(
            "select account_id from cluster_accounts where membership = 'probable'"
            " and cluster_id = ? order by match_weight desc, pseudonym", [cluster_id]
        ).fetchall()]  # fmt: skip


def pairs(clustered):
    """Short names and account ids."""
    with Warehouse(clustered).connect() as conn:
        return conn.execute("select pseudonym, account_id from known_accounts").fetchall()


def button(page, label):
    return next(one for one in page.button if one.label == label)


def table(page, column):
    """The rows of the table that has such a column."""
    return next(one.value for one in page.dataframe if column in one.value)


def links(page):
    return {one.proto.label: one.proto for one in page.get("page_link")}


def test_without_cases_the_page_says_how_to_open_one(opened_on, words, book):
    page = opened_on(CASES)
    assert not page.exception
    assert "There is no case yet." in words(page)
    assert not book.path.exists()


def test_a_case_is_opened_by_its_form_and_needs_a_title_and_a_name(opened_on, book):
    page = opened_on(CASES)
    page.text_input(key="case_new_title").set_value("A swarm")
    page = button(page, "Open a case").click().run()
    assert "needs an author" in page.error[0].value
    page.text_input(key="case_new_author").set_value("mk")
    page = button(page, "Open a case").click().run()
    assert page.title[0].value == "Case 1: A swarm"
    assert Work(book).all()["author"].tolist() == ["mk"]


def test_one_click_adds_a_figure_with_its_numbers_once_a_case_is_taken_up(opened_on, book):
    Work(book).open("A swarm", **SAID)
    page = opened_on(CLUSTER, cluster=clusters.ACTING)
    page.session_state["case_current"], page.session_state["case_author"] = 1, "mk"
    page = page.run()
    page = page.button(key="cluster_families_sources_add").click().run()

    assert not page.exception
    (piece,) = Work(book).evidence(1).to_dict("records")
    assert (piece["kind"], piece["query_name"]) == ("figure", "clusters/one_families")
    assert piece["title"] == "Evidence of the median member, by family"
    assert piece["params"]["cluster_id"] == clusters.ACTING
    assert piece["url"].startswith("/cluster?")
    assert "from=2026" in piece["url"]
    assert piece["figures"]["count"] > 0
    assert piece["query_id"]
    (about,) = Work(book).subjects(1).to_dict("records")
    assert (about["kind"], about["ref"]) == ("cluster", clusters.ACTING)
    assert len(about["members"]) == 80


def test_evidence_opens_as_it_was_seen_and_says_which_numbers_moved(
    opened_on, words, book, clustered
):
    work = Work(book)
    work.open("A swarm", **SAID)
    inside = members_of(clustered, clusters.ACTING)
    # The cluster had another name when the evidence was added, and a number was another.
    work.about(1, "cluster", "c000", members=inside, **SAID)
    frame = pd.DataFrame({"n": [1.0]})
    work.collect(1, "figure", "Days", query_name="cases/members", url=URL,
                 params={"cluster_id": "c000", "account_ids": None},
                 figures=figures.kept(frame), **SAID | {"fingerprint": "old"})  # fmt: skip
    page = opened_on(CASE, case="1")

    assert not page.exception
    assert "The data under this case has changed" in words(page)
    assert f"Cluster c000 is now called {clusters.ACTING}: 80 of its 80 accounts" in words(page)
    assert "moved." in words(page)
    link = links(page)["Open it as it was seen"]
    assert f"cluster={clusters.ACTING}" in link.query_string
    assert "from=2026-01-05T00" in link.query_string


def test_the_same_numbers_are_said_to_be_the_same(opened_on, words, book):
    work = Work(book)
    work.open("A swarm", **SAID)
    work.collect(1, "table", "Accounts", query_name="cases/accounts", url="/account",
                 params={"pseudonyms": None, "account_ids": None},
                 figures={"count": 0, "rows": {}}, **SAID | {"fingerprint": "old"})  # fmt: skip
    assert "every number is the same" in words(opened_on(CASE, case="1"))


@pytest.mark.parametrize("number", ["", "7", "x", "-1"])
def test_a_case_that_is_not_there_is_a_sentence(opened_on, words, number):
    page = opened_on(CASE, case=number)
    assert not page.exception
    assert "There is no case" in words(page)


def test_a_case_shows_notes_conflicting_verdicts_and_actions(opened_on, words, book, clustered):
    work = Work(book)
    work.open("A swarm", **SAID)
    work.about(
        1, "cluster", clusters.ACTING, members=members_of(clustered, clusters.ACTING), **SAID
    )
    work.note(1, "asked <b>the campus</b>", **SAID)
    work.plan(1, "Ban them", owner="ops", collateral="a class", **SAID)
    for author, likelihood in (("mk", "very_likely"), ("lr", "unlikely")):
        verdicts.give(book, clusters.ACTING, "coordinated", "", likelihood=likelihood,
                      confidence="moderate", reasons_for="the cards", author=author,
                      at=NOW)  # fmt: skip
    page = opened_on(CASE, case="1")

    assert not page.exception
    assert r"asked \<b\>the campus" in words(page)
    assert page.warning[0].value == "The verdicts conflict: mk and lr differ on how likely it is."
    assert "They act as one: very likely (80–95 %). Confidence in this judgement is moderate" in (
        words(page)
    )
    assert table(page, "collateral")["what"].tolist() == ["Ban them"]
    assert "case=1" in links(page)["Its briefing"].query_string


def test_a_verdict_is_given_on_the_page_of_the_cluster_and_nothing_is_filled_in(
    opened_on, words, book
):
    page = opened_on(CLUSTER, cluster=clusters.ACTING, part="What people say")
    assert "Nobody has given a verdict on this cluster." in words(page)
    page = button(page, "Give the verdict").click().run()
    assert "needs a likelihood" in page.error[0].value

    page.session_state["verdict_question"] = "who"
    page = page.run()
    assert page.text_input(key="verdict_who_answer").value == ""
    page.text_input(key="verdict_who_answer").set_value("a reseller we know")
    page.selectbox(key="verdict_who_likelihood").set_value("likely")
    page.selectbox(key="verdict_who_confidence").set_value("low")
    page.text_input(key="verdict_author").set_value("mk")
    page = button(page, "Give the verdict").click().run()

    assert not page.exception
    assert not page.error
    assert "a reseller we know: likely (55–80 %)." in words(page)
    (said,) = verdicts.history(book, [clusters.ACTING]).to_dict("records")
    assert (said["question"], said["author"], len(said["members"])) == ("who", "mk", 80)


def test_marks_are_counted_and_shown_beside_the_members(opened_on, words, book, clustered):
    shown = table(opened_on(CLUSTER, cluster=clusters.ACTING, part="Its accounts"), "pseudonym")
    names = dict(pairs(clustered))
    inside = [names[name] for name in shown["pseudonym"].head(4)]
    # What was said under a name that is gone follows the accounts; of another cluster it does not.
    members.mark(book, "c-of-before", inside[:3], "confirmed", reason="same card", **SAID)
    members.mark(book, clusters.ACTING, inside[3:4], "cleared", reason="a customer", **SAID)
    members.mark(book, "c-elsewhere", ["nobody-here"], "confirmed", reason="a card", **SAID)
    page = opened_on(CLUSTER, cluster=clusters.ACTING, part="Its accounts")

    assert not page.exception
    assert "of whom 3 are *confirmed* by a person and 1 is *cleared*." in words(page)
    rows = table(page, "mark")
    assert set(rows["mark"]) == {"confirmed", "cleared", ""}


def test_an_account_is_cleared_on_the_page_of_its_cluster(opened_on, book):
    page = opened_on(CLUSTER, cluster=clusters.ACTING, part="Its accounts")
    rows = table(page, "mark")
    page = page.text_input(key="member").set_value(rows["pseudonym"].iloc[0]).run()
    page.radio(key="member_mark_word").set_value("cleared")
    page.text_input(key="member_mark_reason").set_value("a customer")
    page.text_input(key="member_mark_author").set_value("mk")
    page = button(page, "Write it down").click().run()

    assert not page.error
    assert members.marked(book, {clusters.ACTING: clusters.ACTING})["mark"].tolist() == ["cleared"]


def test_what_is_allowed_is_marked_everywhere_until_it_ends(opened_on, words, book, clustered):
    listed = AllowList(book)
    ends = NOW + dt.timedelta(days=30)
    said = {"reason": "our own tests", "expires_at": ends, **SAID}
    inside = members_of(clustered, clusters.ACTING)
    listed.add("cluster", cluster_id=clusters.ACTING, members=inside, **said)
    listed.add("account", account_id=inside[0], **said)

    page = opened_on(CLUSTER, cluster=clusters.ACTING)
    assert "Cluster allow-listed until" in words(page)
    assert "takes effect at the next detection" in words(page)
    page = opened_on(CLUSTERS)
    assert table(page, "listed")["listed"].notna().sum() == 1
    specs = [chart.proto.spec for chart in page.get("plotly_chart")]
    assert any("allow-listed" in spec for spec in specs)
    assert "1 cluster and 1 account. They take effect at the next detection" in words(page)
    assert "allow-listed until" in words(opened_on("pages/overview/overview.py"))
    rows = table(opened_on(CLUSTER, cluster=clusters.ACTING, part="Its accounts"), "listed")
    assert rows["listed"].notna().sum() == 1
    page = opened_on(CASES, cases_part="Allow-list")
    assert not page.exception
    rows = table(page, "named")
    assert rows["state"].tolist() == ["in force", "in force"]
    assert rows["named"][0] == f"Cluster {clusters.ACTING}, 80 accounts"
    assert rows["named"][1].startswith("A-")


def test_an_event_is_added_by_hand_and_is_on_the_timelines(opened_on, book):
    form = opened_on(CASES, cases_part="Events by hand")
    form.text_input(key="case_event_label").set_value("first wave")
    form.text_input(key="case_event_author").set_value("mk")
    form = button(form, "Add the event").click().run()
    assert "Write it like" in form.error[0].value
    form.text_input(key="case_event_ts").set_value("2026-01-12 06:00")
    form = button(form, "Add the event").click().run()
    assert not form.error
    assert table(form, "event_label")["ts"].tolist() == [pd.Timestamp("2026-01-12 06:00")]
    for page in ("pages/overview/overview.py", CLUSTERS):
        shown = opened_on(page)
        assert not shown.exception
        specs = [chart.proto.spec for chart in shown.get("plotly_chart")]
        assert any("first wave (by hand)" in json.dumps(json.loads(spec)) for spec in specs)


def test_a_damaged_store_is_said_and_the_pages_go_on(opened_on, book):
    book.path.parent.mkdir(parents=True)
    book.path.write_bytes(b"no database, but long enough to look like one" * 99)
    for page in (CASES, CLUSTERS, "pages/overview/overview.py"):
        shown = opened_on(page)
        assert not shown.exception
        assert any("cannot be used" in error.value for error in shown.error)
    assert "cannot be used" in opened_on(CLUSTER, cluster=clusters.ACTING).error[0].value
