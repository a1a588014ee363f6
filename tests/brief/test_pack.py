"""The evidence pack: what is in it, what its check finds, whether others can read it."""

import csv
import io
import json
import zipfile
from dataclasses import replace

import pytest
import stix2
from pymisp import MISPEvent

from hydrascope import dossier
from hydrascope.brief.hashing import Sharing, of
from hydrascope.brief.pack import MANIFEST, SEAL, sealed
from hydrascope.brief.verify import verify
from hydrascope.errors import InputError
from tests.brief.conftest import AS_OF, CLEARED, ID, NAME, SECRET, case_file


def inside(content):
    with zipfile.ZipFile(io.BytesIO(content)) as box:
        return {name: box.read(name) for name in box.namelist()}


def table(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.fixture
def kept(files, tmp_path):
    """Write a pack with some of its files changed: ``kept({"links.csv": b""})``."""

    def write(changed=None, *, without=(), level="internal"):
        members = {**inside(files(level)[".zip"]), **(changed or {})}
        path = tmp_path / "pack.zip"
        with zipfile.ZipFile(path, "w") as box:
            for name, content in members.items():
                if name not in without:
                    box.writestr(name, content)
        return path

    return write


@pytest.mark.parametrize("level", ["internal", "partner", "executive"])
def test_an_untouched_pack_is_intact(kept, level):
    checked = verify(kept(level=level), SECRET)

    assert checked.problems == ()
    assert checked.seal == "intact"
    assert checked.manifest["level"] == level
    assert checked.manifest["dataset_fingerprint"] == "0123456789abcdef"


def test_each_kind_of_tampering_is_found(kept, files):
    whole = inside(files()[".zip"])
    for name in whole.keys() - {MANIFEST, SEAL}:
        changed = whole[name][:-1] + bytes([whole[name][-1] ^ 1])
        assert verify(kept({name: changed}), SECRET).problems == (f"{name} was changed.",)
    assert verify(kept(without=["links.csv"])).problems == ("links.csv was removed.",)
    assert verify(kept({"more.txt": b"x"})).problems == ("more.txt was added.",)
    assert verify(kept(without=[SEAL])).problems == (f"{SEAL} was removed.",)


def test_a_new_manifest_does_not_fit_the_seal(kept, files):
    whole = inside(files()[".zip"])
    told = json.loads(whole[MANIFEST])
    del told["files"]["links.csv"]
    forged = json.dumps(told).encode()

    path = kept({MANIFEST: forged}, without=["links.csv"])

    assert verify(path).problems == ()  # nobody without the secret can tell
    assert verify(path).seal == "unknown"
    assert "The seal does not fit" in verify(path, SECRET).problems[0]
    assert sealed(forged, SECRET) != sealed(forged, b"another secret")


def test_what_is_no_pack_is_said(tmp_path):
    path = tmp_path / "x.zip"
    for content in (b"", b"no zip"):
        path.write_bytes(content)
        with pytest.raises(InputError, match="no evidence pack"):
            verify(path)
    with zipfile.ZipFile(path, "w") as box:
        box.writestr("a", "b")
    with pytest.raises(InputError, match=r"no manifest\.json"):
        verify(path)
    with zipfile.ZipFile(path, "w") as box:
        box.writestr(MANIFEST, '{"files": []}')
    with pytest.raises(InputError, match="damaged"):
        verify(path)


def test_the_same_order_gives_the_same_bytes(conn, files):
    order = dossier.Order(case_file(), AS_OF)
    again = dossier.composed(conn, order, SECRET)

    for suffix, content in files().items():
        assert dossier.written(again, order, suffix, SECRET) == content, suffix


def test_members_carry_reasons_and_nobody_cleared_is_among_them(files):
    rows = table(inside(files()[".zip"])["members.csv"])
    by_name = {row["account"]: row for row in rows}

    assert len(rows) == len(by_name) == 122  # 117 members and 6 near misses, one cleared
    assert CLEARED[0] not in by_name
    assert by_name[NAME]["membership"] == "confirmed"
    assert "payment +" in by_name[NAME]["reasons"]
    assert {row["missing"] for row in rows if row["membership"] == "possible"} == {
        "It lacks a second independent family."
    }


def test_indicators_are_hashed_the_same_in_every_file(files):
    whole = inside(files("partner")[".zip"])
    rows = table(whole["indicators.csv"])
    values = {row["value"] for row in rows}

    assert {row["form"] for row in rows} == {"hashed"}
    # Common inside and out, or mostly of outsiders: not looked for.
    assert {row["kind"] for row in rows} == {"payment", "template", "account"}
    assert sum(row["kind"] == "account" for row in rows) == 117
    assert of(SECRET)("account", ID) in values
    stix, misp = (whole[f"indicators.{kind}.json"].decode() for kind in ("stix", "misp"))
    assert all(value in stix and value in misp for value in values)
    assert {row["account"] for row in table(whole["members.csv"])} >= {
        row["value"] for row in rows if row["kind"] == "account"
    }


@pytest.mark.parametrize("level", ["internal", "partner"])
def test_stix_is_what_oasis_calls_stix(files, level):
    # Builds a grammar when it is imported: two seconds for whoever only collects tests.
    from stix2validator import ValidationOptions, validate_string

    text = inside(files(level)[".zip"])["indicators.stix.json"].decode()

    checked = validate_string(text, ValidationOptions(version="2.1"))
    assert checked.is_valid, checked.errors
    bundle = stix2.parse(text, allow_custom=False)
    kinds = {one["type"] for one in bundle.objects}
    assert kinds == {"marking-definition", "identity", "grouping", "indicator"}
    groupings = [one for one in bundle.objects if one["type"] == "grouping"]
    assert [one.confidence for one in groupings] == [85, 50]
    assert all("SYNTHETIC DATA" in one.description for one in groupings)
    marked = [one for one in bundle.objects if one["type"] == "indicator"]
    assert {one.object_marking_refs[0] for one in marked} == {
        "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"
    }


def test_misp_reads_its_event_and_raises_no_alarm(files):
    told = json.loads(inside(files("partner")[".zip"])["indicators.misp.json"])
    event = MISPEvent()
    event.from_dict(**told)  # checks every category and type against MISP's own list

    assert len(event.attributes) == 119
    assert not any(one.to_ids for one in event.attributes)
    assert event.distribution == 0
    assert {tag.name for tag in event.tags} == {
        "tlp:amber+strict",
        'estimative-language:likelihood-probability="very-likely"',
        'estimative-language:confidence-in-analytic-judgment="high"',
    }


def test_in_clear_takes_a_name_and_a_reason_and_partners_still_get_no_account(conn):
    for author, reason in (("", "because"), ("A. Analyst", " ")):
        with pytest.raises(InputError, match="for a reason"):
            dossier.in_clear(author, reason)
    with pytest.raises(InputError, match="no indicators"):
        dossier.Order(case_file("executive"), AS_OF, clear=dossier.in_clear("A", "B"))
    for level, accounts in (("internal", "clear"), ("partner", "hashed")):
        order = dossier.Order(case_file(level), AS_OF, clear=dossier.in_clear("A", "Court order"))
        made = dossier.composed(conn, order, SECRET)
        whole = inside(dossier.written(made, order, ".zip", SECRET))
        rows = table(whole["indicators.csv"])

        assert {r["form"] for r in rows if r["kind"] == "account"} == {accounts}
        assert {r["value"] for r in rows if r["kind"] == "payment"} == {"aabbccddeeff00112233"}
        assert (ID in whole["members.csv"].decode()) == (level == "internal")
        manifest = json.loads(whole[MANIFEST])
        assert manifest["indicators"] == "clear"
        assert manifest.get("cleared_by", {}).get("reason") == (
            "Court order" if level == "internal" else None
        )


def test_an_agreed_key_gives_both_sides_the_same_hashes(conn):
    key = b"a key two companies agreed on\n"

    assert of(SECRET, key)("asn", "64500") == of(b"another installation", key)("asn", "64500")
    assert of(SECRET)("asn", "64500") != of(b"another installation")("asn", "64500")
    assert of(SECRET)("asn", "64500") != of(SECRET)("client", "64500")
    with pytest.raises(InputError, match="shorter"):
        of(SECRET, b"short")
    assert "key" not in repr(Sharing(b"secret"))
    order = replace(dossier.Order(case_file("partner"), AS_OF), agreed=key)
    made = dossier.composed(conn, order, SECRET)
    assert made.sharing("asn", "64500") == of(b"x", key)("asn", "64500")
