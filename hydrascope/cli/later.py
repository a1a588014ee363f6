"""Commands that have a name and a place, and nothing behind them in this version.

Each says so and exits 1, so that no script mistakes silence for an answer.
"""

from pathlib import Path
from typing import Any, NoReturn

import click

from hydrascope.cli.options import common
from hydrascope.errors import HydrascopeError

_INSTEAD = "`python -m hydrascope export NAME --out FILE` extracts tables and named queries."
_OUT = click.Path(dir_okay=False, path_type=Path)


def _not_here(what: str, instead: str = _INSTEAD) -> NoReturn:
    raise HydrascopeError(f"This version does not {what}; nothing was done.", instead)


@click.command("brief")
@click.option("--cluster", multiple=True, metavar="ID", help="Cluster to cover.")
@click.option("--out", type=_OUT, metavar="FILE", help="File for the briefing.")
@common
def brief_command(**_: Any) -> None:
    """Write the briefing (not in this version).

    \b
    Example:
      python -m hydrascope brief --out brief.pdf
    """
    _not_here("write briefings yet")
