"""How small may a wave be among how many, until a method no longer finds it?

    python -m benchmarks.burst_thin EXPORTS FOLDER [--keep 0.2 0.1 0.05]

The waves of a simulation are large against the ordinary sign-ups of their hours, so that
every method finds them. Here most accounts of the campaigns are left out, by chance, and
everybody else stays: at scale 1 and 0.05, waves of 31 to 85 accounts among some 35 sign-ups
an hour. Writes accounts, events and truth of each thinned simulation into FOLDER (no
requests: sign-ups are all that the methods look at), imports it, and prints the table of
`benchmarks/burst_methods.py`.
"""

import argparse
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from benchmarks.burst_methods import HEAD, compare, given
from benchmarks.burst_seeds import run

# Which accounts stay is a matter of their id, so that a smaller share is part of a larger.
THIN = """
create table kept as
select * from '{source}/truth/accounts.parquet'
where label <> 'campaign' or hash(account_id) % 10000 < {keep} * 10000;
copy kept to '{target}/truth/accounts.parquet';
copy (
    select
        waves.campaign, waves.wave, waves.kind,
        min(kept.created_at) as start_at, max(kept.created_at) as end_at, count(*) as accounts
    from '{source}/truth/waves.parquet' as waves
    inner join kept on waves.campaign = kept.name and waves.wave = kept.wave
    group by all
    order by all
) to '{target}/truth/waves.parquet';
copy (
    from '{source}/accounts.parquet' where account_id in (select account_id from kept)
) to '{target}/accounts.parquet';
copy (
    from '{source}/events.parquet'
    where account_id is null or account_id in (select account_id from kept)
) to '{target}/events.parquet';
"""


def thinned(source: Path, target: Path, keep: float) -> None:
    """A simulation with a share of its campaigns' accounts, made anew."""
    shutil.rmtree(target, ignore_errors=True)
    (target / "truth").mkdir(parents=True)
    shutil.copy(source / "SYNTHETIC.json", target)
    with duckdb.connect() as conn:
        conn.execute(THIN.format(source=source, target=target, keep=keep))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("exports", type=Path, help="A simulation, with its truth in it.")
    parser.add_argument("folder", type=Path, help="Work folder; made if it is not there.")
    parser.add_argument("--keep", type=float, nargs="+", default=[0.2, 0.1, 0.05])
    asked = parser.parse_args()
    print("| " + " | ".join(HEAD) + " |")
    print("|" + "---|" * len(HEAD))
    for keep in asked.keep:
        target = asked.folder.resolve() / f"thin-{keep:g}"
        warehouse = asked.folder.resolve() / f"thin-{keep:g}-warehouse"
        thinned(asked.exports.resolve(), target, keep)
        run("import", target, "--warehouse", warehouse)
        data = given(warehouse, target)
        named = replace(data, name=f"{data.name}, campaigns × {keep:g}")
        for row in compare(named):
            print("| " + " | ".join(row) + " |", flush=True)


if __name__ == "__main__":
    main()
