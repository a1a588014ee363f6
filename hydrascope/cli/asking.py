"""``sql``: one question of one's own, in the same sandbox as the page."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import click

from hydrascope import audit, ledger
from hydrascope.cli.extracting import Pair
from hydrascope.cli.options import common, plural, tell, whoever
from hydrascope.cli.progress import Meter
from hydrascope.errors import InputError, SandboxError
from hydrascope.export.cells import unformulated
from hydrascope.export.extract import KINDS, kind_of
from hydrascope.sandbox.gate import refuse_unreadable
from hydrascope.sandbox.limits import Limits
from hydrascope.warehouse.store import Warehouse
from hydrascope.workbench.acts import Acts
from hydrascope.workbench.answers import Answer, Running
from hydrascope.workbench.bench import Workbench
from hydrascope.workbench.history import History

FORMATS = ("table", *KINDS.values())
SHOWN_ROWS = 50
LOOK_S = 0.2
WIDEST = 60
OWNER = "command line"


@click.command("sql")
@click.argument("statement", required=False)
@click.option(
    "--file",
    "source",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    metavar="FILE",
    help="Read the text from FILE; - is standard input.",
)
@click.option(
    "--param",
    "params",
    type=Pair(),
    multiple=True,
    metavar="NAME=VALUE",
    help="Value of $NAME, read as the type the text gives it; may be repeated.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write every row to FILE: .csv, .parquet, .jsonl or .xlsx.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How rows are printed; parquet and xlsx need --out.",
)
@click.option("--limit", type=click.IntRange(1), metavar="ROWS", help="Print at most so many.")
@click.option("--explain", is_flag=True, help="Print the plan; nothing is run.")
@click.option(
    "--seconds",
    type=click.FloatRange(1, 3600),
    metavar="SECONDS",
    help="Stop after so long.",
)
@click.option(
    "--reveal",
    metavar="REASON",
    help="Account ids, not short names; that you asked for them, and why, is written down.",
)
@common
def sql_command(
    statement: str | None,
    source: Path | None,
    params: tuple[tuple[str, str], ...],
    out: Path | None,
    kind: str,
    limit: int | None,
    explain: bool,
    seconds: float | None,
    reveal: str | None,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Ask one question in SQL: the sandbox of the dashboard, the same answers and refusals.

    STATEMENT is a SELECT (WITH, FROM, VALUES, DESCRIBE, SUMMARIZE, SHOW TABLES, EXPLAIN);
    without it, the text comes from --file or standard input. docs/sql.md says what is allowed.

    \b
    Example:
      python -m hydrascope sql "select count(*) from requests" --out answer.csv
      python -m hydrascope sql --file question.sql --param start_at=2026-01-31
    """
    text = _text(statement, source)
    given = dict(params)
    if kind in ("parquet", "xlsx") and out is None:
        raise click.UsageError(f"--format {kind} needs --out FILE.")
    if out is not None and (limit or explain):
        raise click.UsageError("--out writes every row; --limit and --explain only print.")
    limits = Limits()
    if seconds:
        limits = Limits(seconds=seconds, extract_seconds=seconds)
    _written_down(text, given, warehouse, out=out, reason=reveal)
    shown = reveal is not None
    with Workbench(Warehouse(warehouse), limits=limits, slots=1, reveal=shown) as bench:
        try:
            if out is not None:
                _extract(bench, text, given, out, kind, as_json=as_json)
            elif explain:
                plan = bench.explain(text, given, owner=OWNER)
                tell({"plan": plan.lines()}, plan.lines(), as_json=as_json)
            else:
                most = limit or (SHOWN_ROWS if kind == "table" and not as_json else None)
                running = bench.start(text, given, owner=OWNER, rows=most)
                _print(_watched(running), kind, as_json=as_json)
        except SandboxError as error:
            raise _placed(error, text) from None


def _written_down(
    text: str, given: dict[str, Any], warehouse: Path, *, out: Path | None, reason: str | None
) -> None:
    """Who asks what, or takes it away, and sees account ids why. Raises where it cannot be."""
    who, at = whoever(), dt.datetime.now(dt.UTC).replace(tzinfo=None)
    fingerprint = Warehouse(warehouse).current().fingerprint
    acts = Acts(audit.of(warehouse), who, fingerprint, visitor=OWNER, reason=reason or "")
    refuse_unreadable(text)
    history = History(ledger.folder(warehouse) / "queries.sqlite")
    kept = history.store(text, given, author=who, at=at)
    if reason is not None:
        acts.reveal(at)
    if out is None:
        acts.query(kept, at)
    else:
        acts.extract(kept, kind_of(out), at)


def _text(statement: str | None, source: Path | None) -> str:
    if statement and source:
        raise click.UsageError("Give the text or --file, not both.")
    if statement and statement != "-":
        return statement
    if source and str(source) != "-":
        try:
            return source.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            raise InputError(f"{source} is not text in UTF-8.", "Save it as UTF-8.") from None
    if sys.stdin.isatty() and statement is None and source is None:
        raise click.UsageError("Give a STATEMENT, --file FILE, or text on standard input.")
    return sys.stdin.read()


def _extract(
    bench: Workbench, text: str, given: dict[str, Any], out: Path, kind: str, *, as_json: bool
) -> None:
    if kind != "table" and KINDS.get(out.suffix.lower()) != kind:
        raise click.UsageError(f"--format {kind} and {out.name} do not agree.")
    with Meter("sql") as meter:
        report = bench.extract(
            text,
            given,
            out,
            owner=OWNER,
            created_at=dt.datetime.now(dt.UTC),
            progress=lambda done: meter.reached(done, None),
        )
    said = f"{plural(report.rows, 'row')} in {out} ({report.bytes / 1e6:,.1f} MB)"
    tell(
        report.to_dict(), [f"{said}; {report.manifest_path.name} says where from."], as_json=as_json
    )


def _watched(running: Running) -> Answer:
    """The answer; meanwhile how far it is, and Ctrl-C stops it."""
    try:
        with Meter("sql", "%") as meter:
            while not running.wait(LOOK_S):
                if running.percent is not None:
                    meter.reached(round(running.percent), 100)
    except KeyboardInterrupt:
        running.stop()
        raise
    return running.result()


def _print(answer: Answer, kind: str, *, as_json: bool) -> None:
    if answer.plan is not None:
        tell({"plan": answer.plan.lines()}, answer.plan.lines(), as_json=as_json)
        return
    rows = answer.rows.to_pylist() if not _repeats(answer) else _renamed(answer)
    if as_json:
        told = {
            "columns": [{"name": name, "type": type_} for name, type_ in answer.columns],
            "rows": rows,
            "truncated": answer.truncated or None,
            "seconds": answer.seconds,
            "fingerprint": answer.fingerprint,
        }
        click.echo(json.dumps(told, default=str, indent=1))
    elif kind == "jsonl":
        for row in rows:
            click.echo(json.dumps(row, default=str))
    elif kind == "csv":
        # What goes to a file this way is opened like an extract.
        frame = answer.frame().rename(columns=unformulated).map(unformulated)
        click.echo(frame.to_csv(index=False), nl=False)
    else:
        _print_table(answer)
    if answer.truncated and not as_json:
        click.echo(
            f"Only the first {plural(answer.rows.num_rows, 'row')} are shown; --out FILE writes "
            "all, --limit shows more.",
            err=True,
        )


def _repeats(answer: Answer) -> bool:
    names: list[str] = answer.rows.column_names
    return len(set(names)) < len(names)


def _renamed(answer: Answer) -> list[dict[str, Any]]:
    return answer.frame().astype(object).to_dict("records")  # type: ignore[return-value]


def _print_table(answer: Answer) -> None:
    frame = answer.frame()
    cells = [[str(name) for name in frame.columns]]
    cells += [[_cell(value) for value in row] for row in frame.astype(object).to_numpy()]
    widths = [max(len(row[at]) for row in cells) for at in range(frame.shape[1])]
    for number, row in enumerate(cells):
        line = "  ".join(value.ljust(width) for value, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
        if not number:
            click.echo("  ".join("-" * width for width in widths))


def _cell(value: Any) -> str:
    told = "" if value is None or value != value else str(value)
    # Nor may a value steer the terminal.
    told = "".join(one if one.isprintable() else " " for one in told)
    return told if len(told) <= WIDEST else f"{told[: WIDEST - 1]}…"


def _placed(error: SandboxError, text: str) -> SandboxError:
    """The error with the line it is about under it, and a caret."""
    lines = text.splitlines()
    if error.line is None or not 1 <= error.line <= len(lines):
        return error
    shown = f"\nLine {error.line}: {lines[error.line - 1]}"
    if error.column is not None:
        caret = "^" * max(1, error.length)
        shown += "\n" + " " * (len(f"Line {error.line}: ") + error.column - 1) + caret
    error.remedy = f"{error.remedy}{shown}"
    return error
