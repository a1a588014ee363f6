"""``brief`` and ``verify``: the briefing and the evidence pack, and whether a pack is as made."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
import duckdb

from hydrascope import audit, cases, ledger
from hydrascope.brief.casefile import TLPS, CaseFile, Pinned
from hydrascope.brief.levels import LEVELS
from hydrascope.cases import briefs
from hydrascope.cli.extracting import UtcTime
from hydrascope.cli.options import common, plural, tell
from hydrascope.errors import HydrascopeError, InputError
from hydrascope.warehouse.store import Warehouse, open_version
from hydrascope.workbench.acts import Acts
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History
from hydrascope.workbench.pins import of as pins_of

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("brief")
@click.option(
    "--out",
    "outs",
    required=True,
    multiple=True,
    type=_FILE,
    metavar="FILE",
    help="File to write: .pdf, .html, .pptx, .md, or .zip for the evidence pack; may be repeated.",
)
@click.option(
    "--cluster",
    "clusters",
    multiple=True,
    metavar="ID",
    help="Cluster to cover; may be repeated. Without it, all that act as one.",
)
@click.option(
    "--case",
    "case_id",
    type=int,
    metavar="ID",
    help="Case to tell: its clusters, verdicts, confirmed and cleared accounts, actions, notes.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="internal",
    show_default=True,
    help="Redaction level: what the reader may see.",
)
@click.option(
    "--tlp",
    type=click.Choice(TLPS, case_sensitive=False),
    default="AMBER+STRICT",
    show_default=True,
    help="Traffic Light Protocol 2.0 marking, printed on every page.",
)
@click.option("--title", default="", metavar="TEXT", help="Title of the briefing.")
@click.option("--author", default="", metavar="NAME", help="Whose briefing it is.")
@click.option(
    "--at",
    "as_of",
    type=UtcTime(),
    metavar="TIME",
    help="Time to print, UTC. Without it, when data and case last changed.",
)
@click.option(
    "--pin",
    "pins",
    type=int,
    multiple=True,
    metavar="N",
    help="Pinned answer of the SQL page to show, by its number; may be repeated. Without it,"
    " those taken into the case.",
)
@click.option(
    "--clear-indicators",
    is_flag=True,
    help="Indicators as they are instead of keyed hashes; needs --author and --reason, and is"
    " written into the audit trail.",
)
@click.option(
    "--reason", default="", metavar="TEXT", help="Why indicators are handed out in clear."
)
@click.option(
    "--sharing-key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Key agreed with a partner, for the hashes of indicators; else the installation's own.",
)
@common
def brief_command(
    outs: tuple[Path, ...],
    clusters: tuple[str, ...],
    case_id: int | None,
    level: str,
    tlp: str,
    title: str,
    author: str,
    as_of: dt.datetime | None,
    pins: tuple[int, ...],
    clear_indicators: bool,
    reason: str,
    sharing_key: Path | None,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Write the briefing, or with FILE.zip the evidence pack.

    The same case, data and time give the same bytes, whatever else is written beside. Every file
    written is an entry of the audit trail.

    \b
    Example:
      python -m hydrascope brief --level executive --tlp AMBER --out brief.pdf
    """
    from hydrascope import dossier  # deck and PDF libraries take a second to load
    from hydrascope.brief import formats

    suffixes = [formats.ending(out) for out in outs]
    if clear_indicators and set(suffixes) != {formats.PACK}:
        raise InputError(
            "Only the evidence pack holds indicators.", "End the name in .zip, or leave it out."
        )
    store = Warehouse(warehouse)
    version = store.current()
    choices: dict[str, Any] = {"title": title, "author": author, "level": level, "tlp": tlp.upper()}
    choices |= {"pinned": _pinned(store, version.fingerprint, case_id, pins, author)}
    conn = open_version(version.path)
    try:
        case = _case(conn, warehouse, case_id, clusters, choices)
        order = dossier.Order(
            case=case,
            as_of=as_of or dossier.state_of(version.published_at, case),
            agreed=sharing_key.read_bytes() if sharing_key else None,
            clear=dossier.in_clear(author, reason) if clear_indicators else None,
        )
        composed = dossier.composed(conn, order, store.secret())
        for out, suffix in zip(outs, suffixes, strict=True):
            dossier.record(
                audit.of(warehouse),
                order,
                suffix,
                author=author or "command line",
                at=dt.datetime.now(dt.UTC),
                fingerprint=version.fingerprint,
            )
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_bytes(dossier.written(composed, order, suffix, store.secret()))
    finally:
        conn.close()
    _told(outs, composed.briefing.stamp, as_json)


def _case(
    conn: duckdb.DuckDBPyConnection,
    warehouse: Path,
    case_id: int | None,
    clusters: tuple[str, ...],
    choices: dict[str, Any],
) -> CaseFile:
    """The case, or straight from the detection."""
    from hydrascope import dossier

    if case_id is None:
        return CaseFile(clusters=clusters, **choices)
    return dossier.case_file(conn, cases.of(warehouse), case_id, clusters=clusters, **choices)


def _pinned(
    store: Warehouse, fingerprint: str, case_id: int | None, wanted: tuple[int, ...], author: str
) -> tuple[Pinned, ...]:
    """Answers of people's own SQL, asked again; each that is asked is written down first."""
    from hydrascope.dossier import pinned

    kept = pins_of(store.root)
    if not wanted and case_id is not None:
        known = {pin.pin_id for pin in kept.all()}
        taken = briefs.taken(cases.of(store.root), case_id)
        wanted = tuple(number for number in taken if number in known)
    chosen = pinned.chosen(kept, wanted)
    if not chosen:
        return ()
    acts = Acts(audit.of(store.root), author or "command line", fingerprint)
    history = History(ledger.folder(store.root) / "queries.sqlite")
    with Workbench.in_one_order(store) as bench:
        return pinned.answers(bench, history, chosen, acts, dt.datetime.now(dt.UTC))


def _told(outs: tuple[Path, ...], stamp: Any, as_json: bool) -> None:
    sizes = [out.stat().st_size for out in outs]
    summary = {
        "files": [{"file": str(out), "bytes": size} for out, size in zip(outs, sizes, strict=True)],
        "level": stamp.level,
        "tlp": stamp.tlp,
        "as_of": stamp.as_of,
        "fingerprint": stamp.fingerprint,
        "synthetic": stamp.synthetic or None,
    }
    named = ", ".join(
        f"{out} ({size / 1e3:,.0f} kB)" for out, size in zip(outs, sizes, strict=True)
    )
    tell(summary, [f"{named}: {stamp.marking}; state of {stamp.as_of}."], as_json=as_json)


@click.command("verify")
@click.argument("pack", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@common
def verify_command(pack: Path, warehouse: Path, as_json: bool) -> None:
    """Check an evidence pack: every file against its manifest, nothing added, nothing gone.

    The seal can be checked by the installation that made the pack alone: give its --warehouse.

    \b
    Example:
      python -m hydrascope verify pack.zip
    """
    from hydrascope.brief.verify import verify

    checked = verify(pack, _secret(Warehouse(warehouse)))
    seals = {
        "intact": "The seal is this installation's and intact.",
        "broken": "The seal does not fit.",
        "unknown": "The seal was not checked: no secret of the installation is here.",
    }
    summary = {
        "file": str(pack),
        "intact": not checked.problems,
        "problems": list(checked.problems),
        "files": checked.files,
        "seal": checked.seal,
        "fingerprint": checked.manifest.get("dataset_fingerprint"),
    }
    if not checked.problems:
        line = f"{pack}: all {plural(checked.files, 'file')} as they were made."
        tell(summary, [f"{line} {seals[checked.seal]}"], as_json=as_json)
        return
    if as_json:
        tell(summary, [], as_json=True)
    raise HydrascopeError(
        f"{pack} is not as it was made: {' '.join(checked.problems)}",
        "Get the pack again from its author.",
    )


def _secret(store: Warehouse) -> bytes | None:
    """The installation's secret, where there is one; none is made for a check."""
    path = store.root / "secret.key"
    return path.read_bytes() if path.is_file() else None
