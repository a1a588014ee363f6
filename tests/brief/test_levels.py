"""No byte of a lower level's output holds what a higher one may see."""

import re

import pytest

from hydrascope import db
from hydrascope.brief import formats
from hydrascope.brief.levels import FIELDS, LEVELS, WITHHELD, Scrub, sees, withheld
from tests import clusters
from tests.brief import reading
from tests.brief.conftest import NAME

EVERY = (*formats.DOCUMENTS, formats.PACK)
LOWER = ("partner", "executive")
BOTH = [clusters.ACTING, clusters.SECOND]


@pytest.fixture(scope="module")
def secrets(conn):
    """What stays inside, by what it is."""
    members = db.run(conn, "brief/members", {"cluster_ids": BOTH})
    values = conn.execute(
        "select distinct attr_value from found_cluster_values where cluster_id in ('c0a1', 'c0b2')"
    ).fetchall()
    return {
        "account ids": set(members["account_id"]),
        "short names": set(members["pseudonym"]),
        "shared values": {value for (value,) in values},
        "names of clusters": set(BOTH),
        "names of bursts": {f"({one})" for one in conn.sql("from bursts").df()["burst_id"]},
        "what people wrote": {"203.0.113.7", "eve@mail1.example", "Nothing."},
        "own SQL": {"fromrequests", "groupbyall", "A-00000", "D. Fourth", "own_3.sql", "Broken"},
        "queries": {"found_cluster_accounts", "selectunnest", "$cluster_ids", "brief/scale"},
    }


@pytest.mark.parametrize("level", LOWER)
@pytest.mark.parametrize("suffix", EVERY)
def test_nothing_of_a_higher_level_is_in_any_byte(files, secrets, level, suffix):
    found = reading.raw(files(level)[suffix], suffix)

    # A short one may be part of an ordinary word, so it is looked for among whole words; a long
    # one anywhere, and without white space, where a PDF may break lines.
    words, squeezed = set(re.findall(r"[\w-]+", found)), reading.squeezed(found)
    leaked = {
        what: [one for one in ones if one in words or (len(one) > 7 and one in squeezed)]
        for what, ones in secrets.items()
    }
    assert {what: ones for what, ones in leaked.items() if ones} == {}


def test_the_same_search_finds_it_inside(files, secrets):
    """The check above can fail: at level internal everything but account ids is there."""
    found = reading.squeezed(reading.raw(files("internal")[".zip"], ".zip"))

    for what in ("short names", "what people wrote", "queries", "names of clusters"):
        assert any(one in found for one in secrets[what]), what
    for one in secrets["own SQL"]:
        assert reading.squeezed(one) in found, one
    assert any(one in found for one in secrets["names of bursts"])
    notes = found.replace("\\", "")
    assert "aabbccddeeff00112233" in notes  # somebody wrote it into a note
    assert sum(one in found for one in secrets["account ids"]) == 1  # that note's


def test_executives_get_no_hash_of_an_account_and_partners_no_verdict(files):
    executive = reading.raw(files("executive")[".zip"], ".zip")
    partner = reading.raw(files("partner")[".zip"], ".zip")

    assert "hs1-" not in executive
    assert re.search(r"hs1-[0-9a-f]{32}", partner)
    assert "A rival we know" in executive
    assert "A rival we know" not in partner
    assert "Other" in executive
    assert "B. Other" not in partner
    assert "C. Third" not in partner


@pytest.mark.parametrize("suffix", formats.DOCUMENTS)
def test_answers_of_peoples_own_sql_stand_inside_and_elsewhere_it_is_said(files, suffix):
    said = reading.text(files("internal")[suffix], suffix)
    for words in (
        "What A-",
        "Pinned by D. Fourth, 2026-01-26 08:00 UTC, on dataset another; asked again of this one",
        f"Parameters: who = {NAME}.",
        "select account_id as account, count(*) as requests",
        "It could not be answered: It was stopped after 30 seconds.",
    ):
        assert reading.squeezed(words) in said
    for level in LOWER:
        told = reading.text(files(level)[suffix], suffix)
        words = "2 answers of people's own SQL are part of this briefing. This level shows neither"
        assert reading.squeezed(words) in told


def test_whose_the_edited_sentence_is_stands_inside_alone(files):
    said = {level: reading.text(files(level)[".md"], ".md") for level in LEVELS}

    assert "(editedbyD.Fourth,2026-01-2608:00UTC)" in said["internal"]
    for level in LOWER:
        assert "editedby" not in said[level]
        assert "†" in said[level]


@pytest.mark.parametrize("suffix", formats.DOCUMENTS)
@pytest.mark.parametrize("level", LEVELS)
def test_what_was_left_out_is_said(files, level, suffix):
    said = reading.text(files(level)[suffix], suffix)

    for words in withheld(level):
        assert reading.squeezed(words) in said.replace("-\n", "")
    assert (WITHHELD in said) == (level != "internal")


def test_marking_data_time_and_synthetic_stand_on_every_page(files):
    import io

    from pptx import Presentation
    from pypdf import PdfReader

    for level in LEVELS:
        pages = [page.extract_text() for page in PdfReader(io.BytesIO(files(level)[".pdf"])).pages]
        slides = [
            " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
            for slide in Presentation(io.BytesIO(files(level)[".pptx"])).slides
        ]
        for told in (*pages, *slides):
            for mark in ("TLP:AMBER+STRICT", "SYNTHETIC DATA", "0123456789abcdef"):
                assert mark in told
            assert reading.squeezed("as of 2026-01-26 08:00 UTC") in reading.squeezed(told)
        assert "Bottom line" in pages[0]
        assert "Appendix" in pages[1]
        assert all("Appendix" not in page for page in (pages[0], *pages[2:]))


def test_free_text_keeps_its_sense_without_what_names_somebody():
    scrub = Scrub("partner", ["acct_350", NAME, "mail1.example"])

    told = scrub(
        f"See {NAME} (acct_350), 10.1.2.3, 2001:db8::1:2:3, a@b.example, 0123456789abcdef,"
        " t13d1116h2_5eb63bce27d9_eea335434c71 and acct-0123456789 at 12:30:45 on 2026-01-05."
    )

    assert told == (
        f"See {WITHHELD} ({WITHHELD}), {WITHHELD}, {WITHHELD}, {WITHHELD}, {WITHHELD},"
        f" {WITHHELD} and {WITHHELD} at 12:30:45 on 2026-01-05."
    )
    assert Scrub("internal", ["acct_350"])("acct_350 at 10.1.2.3") == "acct_350 at 10.1.2.3"


def test_every_level_sees_the_numbers_and_only_inside_sees_names():
    assert all(sees(level, "numbers") for level in LEVELS)
    assert [level for level in LEVELS if sees(level, "names")] == ["internal"]
    assert withheld("internal") == []
    assert set(withheld("partner")) < {field.words for field in FIELDS.values()}
