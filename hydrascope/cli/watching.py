"""``import --watch``: load what arrives in a folder until Ctrl-C."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from hydrascope.errors import HydrascopeError, WarehouseBusy
from hydrascope.ingest.watch import Watcher

LOOK_S = 1.0


def watch(
    folder: Path, load: Callable[[Sequence[Path]], None], *, settle_s: float, look_s: float = LOOK_S
) -> None:
    """Call ``load`` with the files that have arrived whole, again and again.

    A file that cannot be loaded is told once and left until it changes. Ctrl-C ends it; an
    import that runs at that moment leaves no trace.
    """
    watcher = Watcher(folder.resolve(), settle_s=settle_s)
    told: dict[str, str] = {}
    click.echo(f"Watching {folder}; Ctrl-C ends it.", err=True)
    try:
        while True:
            found = watcher.look()
            for name, reason in found.waiting:
                if told.get(name) != reason:
                    click.echo(f"{name} waits: {reason}", err=True)
            told = dict(found.waiting)
            if found.ready and _loaded(found.ready, load):
                watcher.taken(found.ready)
            time.sleep(look_s)
    except KeyboardInterrupt:
        click.echo("\nStopped watching; what had been loaded is published.", err=True)


def _loaded(paths: tuple[Path, ...], load: Callable[[Sequence[Path]], None]) -> bool:
    """Whether the files are dealt with, loaded or not."""
    try:
        load(paths)
    except WarehouseBusy as error:
        click.echo(f"{error} Trying again.", err=True)
        return False
    except HydrascopeError as error:
        click.echo(str(error), err=True)
    return True
