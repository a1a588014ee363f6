"""Briefings of the small warehouse of tests/clusters.py, one per level, each made once."""

import datetime as dt
import shutil

import duckdb
import pytest

from hydrascope import dossier
from hydrascope.brief import formats
from hydrascope.brief.casefile import Action, CaseFile, Edit, Mark, Note, Pinned, Verdict
from hydrascope.warehouse.store import Warehouse
from tests import clusters

AS_OF = dt.datetime(2026, 1, 26, 8)
SECRET = bytes(range(32))
ID, NAME = "acct_350", f"A-{350 * 7919 % 1048576:05X}"
CONFIRMED = tuple(f"A-{n * 7919 % 1048576:05X}" for n in (301, 350, 351))
CLEARED = (f"A-{352 * 7919 % 1048576:05X}",)
# What people wrote: everything a lower level must not see is somewhere in it.
PROSE = (
    f"Look at {ID} and {NAME}, card aabbccddeeff00112233, template 0000000000000007, prefix"
    " 203.0.113.7/24, mail eve@mail1.example, cluster c0a1."
)


ASKED = "select account_id as account, count(*) as requests\nfrom requests\ngroup by all"


@pytest.fixture(scope="session")
def found(tmp_path_factory):
    """Folders of warehouses by what the detection of clusters left in them."""
    made = {}

    def folder(case="found"):
        if case not in made:
            made[case] = tmp_path_factory.mktemp(f"brief_{case}")
            clusters.warehouse(made[case], case)
        return made[case]

    return folder


@pytest.fixture(scope="session")
def conn(found):
    opened = Warehouse(found()).connect()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def changeable(found, tmp_path_factory):
    """A copy that may be written; whoever does takes it back."""
    path = tmp_path_factory.mktemp("changeable") / "usage.duckdb"
    shutil.copyfile(Warehouse(found()).current().path, path)
    with duckdb.connect(str(path)) as opened:
        yield opened


def case_file(level="internal", **more):
    """A case with everything a case may hold."""
    told = {
        "title": "Extraction in January",
        "author": "A. Analyst",
        "case_id": "7",
        "level": level,
        "verdicts": (
            Verdict(clusters.ACTING, "coordinated", "They act as one", "B. Other", AS_OF,
                    "almost_certain", "high", PROSE, "Nothing."),
            Verdict(clusters.ACTING, "who", "A rival we know", "B. Other", AS_OF, "likely", "low"),
        ),
        "confirmed": tuple(Mark(clusters.ACTING, name) for name in CONFIRMED),
        "cleared": tuple(Mark(clusters.ACTING, name) for name in CLEARED),
        "notes": (Note(PROSE, "B. Other", AS_OF),),
        "actions": (Action(f"Suspend {NAME}", "C. Third", dt.date(2026, 2, 1), "one campus"),),
        "pinned": (
            Pinned(
                *(3, f"What {NAME} asks", "D. Fourth", AS_OF, "another", ASKED, {"who": NAME}),
                head=("account", "requests"),
                rows=((NAME, 41), ("A-00000", 7)),
                spec={"kind": "bar", "x": "account", "y": "requests"},
            ),
            Pinned(4, "Broken", "D. Fourth", AS_OF, failed="It was stopped after 30 seconds."),
        ),
        "edits": {"targets": Edit("D. Fourth", AS_OF)},
        "sentences": {"targets": f"Reasoning, above all. {PROSE}"},
    }  # fmt: skip
    return CaseFile(**{**told, **more})


@pytest.fixture(scope="session")
def composed(conn):
    """``composed("partner")``: the case at a level; ``composed(case=CaseFile())``: another."""
    made = {}

    def compose(level="internal", case=None):
        key = repr(case) if case else level
        if key not in made:
            order = dossier.Order(case or case_file(level), AS_OF)
            made[key] = (order, dossier.composed(conn, order, SECRET))
        return made[key]

    return compose


@pytest.fixture(scope="session")
def files(composed):
    """Every document and the pack of a level, as bytes by ending; made once."""
    made = {}

    def written(level="internal"):
        if level not in made:
            order, document = composed(level)
            made[level] = {
                suffix: dossier.written(document, order, suffix, SECRET)
                for suffix in (*formats.DOCUMENTS, formats.PACK)
            }
        return made[level]

    return written
