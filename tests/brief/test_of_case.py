"""A case becomes a briefing: what people said, about the clusters as they are today."""

import datetime as dt

import pytest

from hydrascope import dossier
from hydrascope.audit import Audit
from hydrascope.cases import AllowList, Book, Work, briefs, happenings, members, verdicts
from hydrascope.errors import InputError
from tests import clusters
from tests.brief.conftest import AS_OF, SECRET

SIGNED = {"author": "B. Other", "at": AS_OF}
HOUR = dt.timedelta(hours=1)
NEAR, MEMBER = "acct_301", "acct_350"


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "cases.sqlite", Audit(tmp_path / "audit.sqlite"))


@pytest.fixture
def case_id(book, conn):
    """A case about the first cluster, with one of everything."""
    work = Work(book)
    number = work.open("Extraction in January", **SIGNED)
    inside = conn.sql(
        "select account_id from cluster_accounts"
        " where cluster_id = 'c0a1' and membership = 'probable'"
    ).fetchall()
    # Under a name the cluster had before: its members find it again.
    work.about(number, "cluster", "cold", members=[one for (one,) in inside], **SIGNED)
    verdicts.give(
        book, "cold", "coordinated", "", likelihood="almost_certain", confidence="high", **SIGNED
    )
    members.mark(book, clusters.ACTING, [NEAR], members.CONFIRMED, reason="Same card", **SIGNED)
    members.mark(book, clusters.ACTING, [MEMBER], members.CLEARED, reason="A campus", **SIGNED)
    work.note(number, "Ask the campus.", **SIGNED)
    work.plan(number, "Suspend them", owner="C. Third", due_at=AS_OF + 24 * HOUR, **SIGNED)
    work.collect(number, "figure", "Days", query_name="brief/days", url="/cluster?x=1", **SIGNED)
    happenings.add(book, AS_OF - 48 * HOUR, "ban_wave", "Second wave", **SIGNED)
    AllowList(book).add(
        "value",
        attr=("asn", "64500"),
        reason="Our own",
        author="D. Fourth",
        at=AS_OF + HOUR,
        expires_at=AS_OF + 2000 * HOUR,
    )
    return number


def test_everything_of_the_case_is_in_the_briefing(conn, book, case_id):
    case = dossier.case_file(conn, book, case_id)
    made = dossier.composed(conn, dossier.Order(case, AS_OF), SECRET)
    told = {one.key: one.text for one in made.briefing.sentences()}
    tables = {block.key: block for block in made.briefing.blocks() if hasattr(block, "rows")}

    assert case.clusters == (clusters.ACTING,)
    assert (case.title, case.author) == ("Extraction in January", "B. Other")
    assert "almost certain (95–99%)" in told["likelihood"]
    assert told["bottom_line"].startswith("80 accounts in 1 cluster act as one.")
    assert dict(row[:2] for row in tables["scale"].rows)["Confirmed by a person"] == "1"
    assert "Suspend them; owner C. Third; due 2026-01-27." in told["actions"]
    assert tables["notes"].rows[0][2] == "Ask the campus."
    assert tables["evidence"].rows[0][2:] == ("Days", "brief/days", "no, unknown", "/cluster?x=1")
    assert ("2026-01-24", "added by hand", "Second wave") in tables["timeline"].rows
    assert tables["verdicts"].rows[0][1:5] == ("B. Other", "A", "Coordinated?", "They act as one")


def test_own_sentences_of_the_case_stand_at_their_level_with_their_author(conn, book, case_id):
    later = AS_OF + 5 * HOUR
    briefs.say(book, case_id, "internal", "targets", "Grading.", author="E. Fifth", at=later)
    inside = dossier.case_file(conn, book, case_id)
    partner = dossier.case_file(conn, book, case_id, level="partner")
    told = {
        case.level: next(
            one.said
            for one in dossier.composed(
                conn, dossier.Order(case, AS_OF), SECRET
            ).briefing.sentences()
            if one.key == "targets"
        )
        for case in (inside, partner)
    }

    assert told["internal"] == "Grading. † (edited by E. Fifth, 2026-01-26 13:00 UTC)"
    assert told["partner"].startswith("Most was asked for")
    assert inside.changed_at == later


def test_verdicts_follow_the_cluster_by_its_members(conn, book, case_id):
    inside = conn.sql(
        "select account_id from cluster_accounts"
        " where cluster_id = 'c0a1' and membership = 'probable'"
    ).fetchall()
    given = {"likelihood": "likely", "confidence": "low", **SIGNED}
    # Under a name no subject of the case has; and of other accounts, under today's name.
    verdicts.give(
        book, "older", "kind", "distillation", members=[one for (one,) in inside], **given
    )
    verdicts.give(book, clusters.ACTING, "kind", "a campus", members=["acct_nobody"], **given)
    said = dossier.case_file(conn, book, case_id).verdicts

    assert [one.answer for one in said] == [verdicts.ACT_AS_ONE, "distillation"]
    assert {one.cluster_id for one in said} == {clusters.ACTING}


def test_marks_follow_their_cluster_by_the_accounts_marked(conn, book, case_id):
    inside = [f"acct_{number}" for number in (341, 342)]
    Work(book).about(case_id, "cluster", clusters.SECOND, **SIGNED)
    # Under a name no subject of the case has; and in the other cluster, of one of the first.
    members.mark(book, "older", inside, members.CONFIRMED, reason="One card", **SIGNED)
    members.mark(book, clusters.SECOND, ["acct_341"], members.CLEARED, reason="No", **SIGNED)
    case = dossier.case_file(conn, book, case_id)
    short = dict(conn.execute("select account_id, pseudonym from known_accounts").fetchall())

    assert set(case.confirmed) == {
        (clusters.ACTING, short[one]) for one in ("acct_301", "acct_341", "acct_342")
    }
    assert set(case.cleared) == {
        (clusters.ACTING, short["acct_350"]),
        (clusters.SECOND, short["acct_341"]),
    }
    alone = dossier.case_file(conn, book, case_id, clusters=[clusters.SECOND])
    assert alone.confirmed == ()
    assert alone.cleared == ((clusters.SECOND, short["acct_341"]),)


def test_the_time_printed_is_the_last_change_of_case_or_data(conn, book, case_id):
    case = dossier.case_file(conn, book, case_id)

    assert dossier.state_of("2026-01-26T07:00:00", case) == AS_OF
    assert dossier.state_of("2026-02-01T00:00:00+01:00", case) == dt.datetime(2026, 1, 31, 23)


def test_a_case_whose_cluster_is_gone_says_so(conn, book, case_id):
    Work(book).about(case_id, "cluster", "cgone", members=["acct_nobody"], **SIGNED)
    case = dossier.case_file(conn, book, case_id)
    made = dossier.composed(conn, dossier.Order(case, AS_OF), SECRET)
    told = {one.key: one.text for one in made.briefing.sentences()}

    assert case.gone == ("cgone",)
    assert "1 cluster of this case is not in this dataset any more: cgone." in told["gone"]
    with pytest.raises(InputError, match="no case 99"):
        dossier.case_file(conn, book, 99)
    bare = Work(book).open("Nothing yet", **SIGNED)
    with pytest.raises(InputError, match="about no cluster"):
        dossier.case_file(conn, book, bare)
