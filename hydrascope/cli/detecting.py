"""``detect``: find bursts and clusters again, with stated parameters."""

import datetime as dt
from pathlib import Path

import click

from hydrascope import audit, permits
from hydrascope.cli.options import bursts_told, clusters_told, common, tell, whoever
from hydrascope.clusters.settings import Settings as ClusterSettings
from hydrascope.detect.bursts import Settings as BurstSettings
from hydrascope.warehouse.store import Warehouse

_BURSTS, _CLUSTERS = BurstSettings(), ClusterSettings()


@click.command("detect")
@click.option(
    "--least-accounts",
    type=click.IntRange(3),
    default=_BURSTS.least_accounts,
    show_default=True,
    help="Smallest burst kept.",
)
@click.option(
    "--false-discovery-rate",
    type=click.FloatRange(0, 1, min_open=True),
    default=_BURSTS.false_discovery_rate,
    show_default=True,
    help="Share of the bursts kept that may be chance.",
)
@click.option(
    "--least-cluster",
    type=click.IntRange(3),
    default=_CLUSTERS.least_accounts,
    show_default=True,
    help="Accounts of the smallest cluster kept.",
)
@click.option(
    "--resolution",
    type=click.FloatRange(0, min_open=True),
    default=_CLUSTERS.resolution,
    show_default=True,
    help="Of the communities clusters grow from; higher makes them smaller.",
)
@common
def detect_command(
    least_accounts: int,
    false_discovery_rate: float,
    least_cluster: int,
    resolution: float,
    warehouse: Path,
    as_json: bool,
) -> None:
    """Find bursts of sign-ups and clusters of accounts again, and publish the result.

    The same data and parameters give the same findings. Readers keep the old findings until
    the new ones are complete. The next import of anything new uses the default parameters
    again.

    \b
    Example:
      python -m hydrascope detect --least-accounts 20
    """
    from hydrascope.findings.again import detect_again
    from hydrascope.findings.run import Settings

    settings = Settings(
        BurstSettings(least_accounts, false_discovery_rate),
        ClusterSettings(least_cluster, resolution),
    )
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    allowed = permits.in_force(warehouse, now)
    version, found = detect_again(Warehouse(warehouse), settings, now, allowed=allowed)
    told = {
        "fingerprint": version.fingerprint,
        "least_accounts": least_accounts,
        "false_discovery_rate": false_discovery_rate,
        "least_cluster": least_cluster,
        "resolution": resolution,
        "found": found.bursts,
        "clusters": found.clusters,
    }
    audit.of(warehouse).record(
        "detect",
        author=whoever(),
        at=dt.datetime.now(dt.UTC),
        subject=f"dataset {version.fingerprint}",
        detail=told | {"allow_list": allowed.digest()},
        fingerprint=version.fingerprint,
    )
    lines = [bursts_told(found.bursts), clusters_told(found.clusters)]
    tell(told, [*lines, f"Dataset {version.fingerprint} published."], as_json=as_json)
