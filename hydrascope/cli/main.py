"""The commands together, and the one place where an error becomes an exit code."""

from collections.abc import Sequence

import click

from hydrascope import __version__
from hydrascope.cli.asking import sql_command
from hydrascope.cli.backups import backup_command, restore_command
from hydrascope.cli.briefing import brief_command, verify_command
from hydrascope.cli.detecting import detect_command
from hydrascope.cli.evaluating import evaluate_command
from hydrascope.cli.extracting import export_command
from hydrascope.cli.importing import import_command, look_command
from hydrascope.cli.keeping import forget_command, use_command, versions_command
from hydrascope.cli.overlapping import overlap_command
from hydrascope.cli.pricing import prices_command
from hydrascope.cli.serving import serve_command
from hydrascope.cli.simulating import simulate_command
from hydrascope.cli.status import status_command
from hydrascope.errors import HydrascopeError

STOPPED = "Stopped before the end; what had been published before is unchanged."


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="hydrascope")
def commands() -> None:
    """Find account networks that extract an AI model through its API.

    \b
    Example:
      python -m hydrascope import exports/
      python -m hydrascope serve
    """


for _command in (
    simulate_command,
    look_command,
    import_command,
    detect_command,
    export_command,
    sql_command,
    brief_command,
    verify_command,
    evaluate_command,
    status_command,
    versions_command,
    use_command,
    forget_command,
    prices_command,
    overlap_command,
    backup_command,
    restore_command,
    serve_command,
):
    commands.add_command(_command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line. Returns 0 done, 1 could not, 2 wrong use."""
    try:
        told = commands.main(arguments, prog_name="python -m hydrascope", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except HydrascopeError as error:
        click.echo(f"{error.cause} {error.remedy}".strip(), err=True)
        return 1
    except (KeyboardInterrupt, click.Abort):
        click.echo(f"\n{STOPPED}", err=True)
        return 1
    # Leaving early (--help, a missing command) returns click's own exit code.
    return told if isinstance(told, int) else 0
