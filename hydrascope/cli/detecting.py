"""``detect``: find bursts again, with stated parameters."""

import datetime as dt
from pathlib import Path

import click

from hydrascope.cli.options import bursts_told, common, tell
from hydrascope.detect.bursts import Settings
from hydrascope.warehouse.store import Warehouse

_DEFAULTS = Settings()


@click.command("detect")
@click.option(
    "--least-accounts",
    type=click.IntRange(3),
    default=_DEFAULTS.least_accounts,
    show_default=True,
    help="Smallest burst kept.",
)
@click.option(
    "--false-discovery-rate",
    type=click.FloatRange(0, 1, min_open=True),
    default=_DEFAULTS.false_discovery_rate,
    show_default=True,
    help="Share of the bursts kept that may be chance.",
)
@common
def detect_command(
    least_accounts: int, false_discovery_rate: float, warehouse: Path, as_json: bool
) -> None:
    """Find bursts of sign-ups again, in what is loaded, and publish the result.

    The same data and parameters give the same bursts. Readers keep the old findings until
    the new ones are complete. The next import of anything new uses the default parameters
    again.

    \b
    Example:
      python -m hydrascope detect --least-accounts 20
    """
    from hydrascope.findings.again import detect_again

    settings = Settings(least_accounts, false_discovery_rate)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    version, found = detect_again(Warehouse(warehouse), settings, now)
    told = {
        "fingerprint": version.fingerprint,
        "least_accounts": least_accounts,
        "false_discovery_rate": false_discovery_rate,
        "found": found,
    }
    tell(told, [bursts_told(found), f"Dataset {version.fingerprint} published."], as_json=as_json)
