"""Which files a format consists of: canonical Parquet, or LiteLLM and Auth0 exports."""

import datetime as dt
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from hydrascope.synth import files, identity, litellm, records, tables
from hydrascope.synth.people import People
from hydrascope.synth.stage import Stage


class Writer(Protocol):
    """Takes the requests of one file, row group by row group."""

    def write(self, table: pa.Table) -> None: ...

    def close(self) -> None: ...


class Target(Protocol):
    """A format: how keys read, who the accounts are, where requests go."""

    keys: tables.KeyText

    def write_people(self, stage: Stage, people: People, ids: pa.StringArray) -> None: ...

    def requests(self, first_day: dt.date) -> Writer: ...


class CanonicalFiles:
    """Canonical column names in Parquet: one file of requests per day or run of days."""

    def __init__(self, folder: Path) -> None:
        self.keys: tables.KeyText = identity.key_ids
        self._folder = folder
        (folder / "requests").mkdir()

    def write_people(self, stage: Stage, people: People, ids: pa.StringArray) -> None:
        if not stage.scenario.records.has_accounts:
            return
        aliases = tables.aliases(people, ids, self.keys)
        files.write_table(aliases, self._folder / "account_aliases.parquet")
        accounts = records.told(stage, tables.accounts(stage, people, ids), "accounts")
        files.write_table(accounts, self._folder / "accounts.parquet")

    def requests(self, first_day: dt.date) -> Writer:
        name = f"requests-{first_day.isoformat()}.parquet"
        return files.RequestWriter(self._folder / "requests" / name)


class LiteLlmFiles:
    """Spend logs name only keys, users only people: the alias file joins them."""

    def __init__(self, folder: Path) -> None:
        self.keys: tables.KeyText = litellm.key_hashes
        self._folder = folder
        (folder / "spend_logs").mkdir()

    def write_people(self, stage: Stage, people: People, ids: pa.StringArray) -> None:
        aliases = tables.aliases(people, ids, self.keys)
        files.write_table(aliases, self._folder / "account_aliases.parquet")
        litellm.write_users(tables.accounts(stage, people, ids), self._folder / "users.json")

    def requests(self, first_day: dt.date) -> Writer:
        name = f"spend-logs-{first_day.isoformat()}.jsonl"
        return SpendLogWriter(self._folder / "spend_logs" / name)


class SpendLogWriter:
    """One JSONL file of spend logs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, table: pa.Table) -> None:
        litellm.write_spend_logs(table, self._path)

    def close(self) -> None:
        """Nothing is kept open between row groups."""
