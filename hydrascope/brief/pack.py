"""The evidence pack: the briefing in all formats and what stands behind it, with a manifest.

The manifest names each file's SHA-256, the dataset's fingerprint, level and TLP. The seal is an
HMAC of the manifest with a key of the installation: whoever exchanges manifest and files
together is found out by the installation that made the pack.
"""

import csv
import datetime as dt
import hashlib
import hmac
import io
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import orjson

from hydrascope import __version__, db
from hydrascope.brief import formats, frozen, hashing, misp, stix
from hydrascope.brief.casefile import Pinned
from hydrascope.brief.compose import Composed
from hydrascope.brief.drawing import draw
from hydrascope.brief.indicators import (
    LINK_COLUMNS,
    MEMBER_COLUMNS,
    Clear,
    Indicator,
    chosen,
    link_rows,
    member_rows,
)
from hydrascope.brief.levels import FIELDS, sees, withheld
from hydrascope.export.cells import is_formula
from hydrascope.export.manifest import plain

MANIFEST, SEAL, READ_ME = "manifest.json", "manifest.seal", "README.md"
LAYOUT = 1
INDICATOR_COLUMNS = tuple(field.name for field in fields(Indicator))


def make(made: Composed, as_of: dt.datetime, *, secret: bytes, clear: Clear | None = None) -> bytes:
    """The pack's bytes. ``secret``: the installation's, for the seal alone.

    Who hands out values in clear must have been written down by the caller before.
    """
    files = _files(made, as_of, clear)
    manifest = _manifest(made, as_of, files, clear)
    seal = sealed(manifest, secret).encode() + b"\n"
    ordered = [(MANIFEST, manifest), (SEAL, seal), *sorted(files.items())]
    return frozen.archive(ordered, as_of)


def sealed(manifest: bytes, secret: bytes) -> str:
    """The seal of a manifest, as hexadecimal."""
    return hmac.new(hashing.derived(secret, hashing.SEAL), manifest, hashlib.sha256).hexdigest()


def _files(made: Composed, as_of: dt.datetime, clear: Clear | None) -> dict[str, bytes]:
    level = made.case.level
    files = {f"brief{suffix}": formats.render(made, suffix, as_of) for suffix in formats.DOCUMENTS}
    for chart in made.briefing.charts():
        files[f"figures/{chart.key}.svg"] = draw(chart).encode()
        head, rows = chart.table()
        files[f"figures/{chart.key}.csv"] = _csv(head, rows)
    if made.facts.cluster_ids and sees(level, "members"):
        members, links = member_rows(made, clear), link_rows(made, clear)
        files["members.csv"] = _csv(MEMBER_COLUMNS, members)
        files["links.csv"] = _csv(LINK_COLUMNS, links)
    if made.facts.cluster_ids and sees(level, "signals"):
        found = chosen(made, clear)
        told = [[getattr(one, name) for name in INDICATOR_COLUMNS] for one in found]
        files["indicators.csv"] = _csv(INDICATOR_COLUMNS, told)
        files["indicators.stix.json"] = stix.bundle(made, found, as_of)
        files["indicators.misp.json"] = misp.event(made, found, as_of)
    if sees(level, "sql"):
        files |= _queries(made)
    files[READ_ME] = _read_me(made, sorted(files), clear)
    return files


def _queries(made: Composed) -> dict[str, bytes]:
    """The text of every query, and what each figure and table bound."""
    used = {key: answer for key, answer in made.facts.answers.items() if answer.query}
    files = {f"sql/{answer.query}.sql": db.sql(answer.query).encode() for answer in used.values()}
    told = [
        {
            "figure": key,
            "query": answer.query,
            "parameters": {name: plain(value) for name, value in sorted(answer.params.items())},
            "rows": len(answer.rows),
        }
        for key, answer in sorted(used.items())
    ]
    for one in made.case.pinned:
        files[f"sql/{one.key}.sql"] = (one.sql.rstrip() + "\n").encode()
        files[f"{one.key}.csv"] = _csv(one.head, one.rows)
        told.append(_asked(one))
    files["sql/parameters.json"] = orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"
    return files


def _asked(one: Pinned) -> dict[str, Any]:
    """Where an answer of somebody's own SQL comes from."""
    return {
        "figure": one.key,
        "query": one.key,
        "title": one.title,
        "author": one.author,
        "pinned_at": plain(one.at),
        "pinned_on": one.pinned_on,
        "parameters": {name: plain(value) for name, value in sorted(one.params.items())},
        "rows": len(one.rows),
        "more_rows": one.is_cut,
        "failed": one.failed or None,
    }


def _csv(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> bytes:
    """Comma-separated text; what a spreadsheet would run gets an apostrophe in front."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(head)
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return made.getvalue().encode()


def _cell(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.6g}"
    return f"'{value}" if isinstance(value, str) and is_formula(value) else value


def _manifest(
    made: Composed, as_of: dt.datetime, files: Mapping[str, bytes], clear: Clear | None
) -> bytes:
    stamp = made.briefing.stamp
    told = {
        "layout": LAYOUT,
        "title": stamp.title,
        "tlp": stamp.tlp,
        "level": stamp.level,
        "redacted": withheld(stamp.level),
        "indicators": "clear" if clear else "hashed",
        "hashes": "HMAC-SHA-256, 128 bits, key "
        + ("agreed with the partner" if made.sharing.agreed else "of the installation"),
        "dataset_fingerprint": stamp.fingerprint,
        "synthetic": stamp.synthetic or None,
        "filters": stamp.filters,
        "as_of": plain(as_of),
        "software": f"hydrascope {__version__}",
        "files": {
            name: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in sorted(files.items())
        },
    }
    if clear and sees(stamp.level, "prose"):
        told["cleared_by"] = {"author": clear.author, "reason": clear.reason}
    return orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n"


_WHAT = {
    "brief": "the briefing; the same numbers in each format",
    "figures/": "each figure as a drawing and as numbers",
    "members.csv": "who is in each cluster and why, near misses included (not counted)",
    "links.csv": "which accounts are linked, by which family, in bits",
    "indicators.csv": "what to look for; near misses and what outsiders show as well left out",
    "indicators.stix.json": "the same as a STIX 2.1 bundle",
    "indicators.misp.json": "the same as a MISP event, shared with nobody, alarming nobody",
    "own_": "rows of answers of people's own SQL, as far as they are shown",
    "sql/": "the query of every number, and what was bound",
}


def _read_me(made: Composed, names: Sequence[str], clear: Clear | None) -> bytes:
    stamp = made.briefing.stamp
    left_out = withheld(stamp.level)
    lines = [
        f"**{stamp.marking}**",
        "",
        f"# Evidence pack: {stamp.title}",
        "",
        stamp.foot,
        "",
        *([f"Synthetic data: {stamp.synthetic}", ""] if stamp.synthetic else []),
        *(
            f"* `{name}`: {what}"
            for name, what in _WHAT.items()
            if any(file.startswith(name) for file in names)
        ),
        "",
        f"Level {stamp.level} sees: {'; '.join(_seen(stamp.level))}.",
        f"Left out: {'; '.join(left_out) or 'nothing'}.",
        "",
        "Indicators are in clear: somebody authorised chose so, and it is on record."
        if clear
        else "Indicators are keyed hashes (HMAC-SHA-256): whoever holds the key can match them.",
        "",
        "That accounts act as one says nothing about who runs them. Check other explanations with"
        " people before acting on any account.",
        "",
        f"`python -m hydrascope verify PACK` checks every file against `{MANIFEST}`.",
    ]
    return ("\n".join(lines) + "\n").encode()


def _seen(level: str) -> list[str]:
    return [field.words for field in FIELDS.values() if level in field.levels]
