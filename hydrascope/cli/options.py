"""What every command shares: where the warehouse is, and how a summary is told."""

import getpass
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson

Command = TypeVar("Command", bound=Callable[..., Any])

DEFAULT_WAREHOUSE = "data/warehouse"
WAREHOUSE_VARIABLE = "HYDRASCOPE_WAREHOUSE"


def warehouse_option(command: Command) -> Command:
    """``--warehouse DIR``, or the environment's HYDRASCOPE_WAREHOUSE."""
    return click.option(
        "--warehouse",
        type=click.Path(file_okay=False, path_type=Path),
        default=DEFAULT_WAREHOUSE,
        show_default=True,
        envvar=WAREHOUSE_VARIABLE,
        show_envvar=True,
        metavar="DIR",
        help="Folder of the warehouse.",
    )(command)


def json_option(command: Command) -> Command:
    """``--json``: one machine-readable summary instead of sentences."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print one machine-readable summary."
    )(command)


def author_option(command: Command) -> Command:
    """``--author``: who does it, for the audit trail."""
    return click.option(
        "--author", default=whoever, show_default="your login name", help="Who does it."
    )(command)


def common(command: Command) -> Command:
    """The two options every command has."""
    return warehouse_option(json_option(command))


def tell(summary: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    """The result on stdout: sentences for a person, or one JSON object for a program."""
    if as_json:
        options = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS
        click.echo(orjson.dumps(dict(summary), default=str, option=options).decode())
        return
    for line in lines:
        click.echo(line)


def whoever() -> str:
    """Who runs the command, as far as the machine knows: the name on the audit trail."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name, as in some containers
        return "command line"


def plural(number: int, noun: str) -> str:
    """``1 row``, ``2,000 rows``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def clusters_told(found: Mapping[str, int]) -> str:
    """How many clusters detection found, in all and by kind."""
    told = sorted((kind, n) for kind, n in found.items() if kind != "clusters")
    kinds = ", ".join(f"{kind.replace('_', ' ')}: {n:,}" for kind, n in told)
    return f"Found {plural(found['clusters'], 'cluster')} of accounts" + (
        f" ({kinds})." if kinds else "."
    )


def bursts_told(found: Mapping[str, int]) -> str:
    """How many bursts detection found, in all and by verdict."""
    verdicts = ", ".join(f"{word}: {n:,}" for word, n in sorted(found.items()) if word != "bursts")
    return f"Found {plural(found['bursts'], 'burst')} of sign-ups" + (
        f" ({verdicts})." if verdicts else "."
    )
