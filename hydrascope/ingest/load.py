"""Batches into the warehouse being built: keys, hashes, duplicates, order, counts."""

import datetime as dt
import json
from collections import Counter
from pathlib import Path

import duckdb

from hydrascope import db
from hydrascope.errors import InputError
from hydrascope.ingest import overlap
from hydrascope.ingest.batches import Batch, InputFile
from hydrascope.ingest.report import FileResult

SMALL_TABLES = ("accounts", "account_aliases", "account_attributes", "events")
# Tables whose rows are about an account that may be named by one of its other names.
RESOLVED = ("accounts", "account_attributes", "events")
DAY = dt.timedelta(days=1)


class Loader:
    """Takes batches one by one and keeps the counts of every file.

    ``days`` collects the midnights (UTC) of days whose requests changed; ``notices`` what
    a person should know about the data; ``unpriced`` models whose cost nobody tells.
    """

    def __init__(self, conn: duckdb.DuckDBPyConnection, import_id: str, rejects: Path) -> None:
        self.conn = conn
        self.import_id = import_id
        self.rejects = rejects
        self.results: dict[str, FileResult] = {}
        self.reasons: Counter[str] = Counter()
        self.days: set[dt.datetime] = set()
        self.notices: list[str] = []
        self.unpriced: list[dict[str, object]] = []
        self.is_accounts_changed = False
        self._last_at: dt.datetime | None = None
        self.disordered = 0
        self._file_keys: dict[str, int] = {}
        self.reasons_by_file: Counter[tuple[str, str]] = Counter()
        conn.execute("set variable import_id = $1", [import_id])
        self._is_alias_stale = True
        self._is_aside = bool(conn.table("fact_set_aside").limit(1).fetchall())

    def register(
        self, files: list[tuple[InputFile, str]], read_with: str | None, imported_at: dt.datetime
    ) -> None:
        """Give each file (with its sha256) a key, so that its rows can point at it.

        ``read_with`` is the sha256 of the mapping file, where one was given for all.
        """
        first = self.conn.execute(
            "select coalesce(max(file_key), -1) + 1 from import_files"
        ).fetchall()[0][0]
        for place, (file, digest) in enumerate(files):
            source = file.source
            self._file_keys[file.name] = first + place
            self.results[file.name] = FileResult(file.name, source.name, file.table, sha256=digest)
            self.conn.execute(
                """insert into import_files values
                   ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, 0, 0, null, null, $11)""",
                [
                    first + place,
                    self.import_id,
                    file.table,
                    source.name,
                    file.name,
                    digest,
                    file.read_with or read_with,
                    file.container,
                    file.why,
                    file.size,
                    imported_at,
                ],
            )

    def add(self, batch: Batch) -> None:
        """Load one batch. Raises InputError if rows went missing on the way."""
        self._look_at(batch)
        rejected = self._take_rejects(batch)
        for name, rows in rejected.items():
            self.results[name].rows_rejected += rows
        taken = self._add_requests() if batch.table == "requests" else self._add_small(batch)
        read = Counter(rejected)
        for name, (loaded, repeated) in taken.items():
            result = self.results[name]
            result.rows_loaded += loaded
            result.rows_duplicate += repeated
            read[name] += loaded + repeated
        for name, rows in read.items():
            self.results[name].rows_read += rows
        if sum(read.values()) != batch.rows_read:
            raise InputError(
                f"{batch.file.name}: {batch.rows_read:,} rows were read but "
                f"{sum(read.values()):,} are accounted for.",
                "Nothing was changed. Please report this file.",
            )
        self.notices.extend(note for note in batch.notices if note not in self.notices)

    def _look_at(self, batch: Batch) -> None:
        """Make the view ``batch``; what is about accounts, under the account it belongs to."""
        if self._is_alias_stale and batch.table != "account_aliases":
            db.script(self.conn, "load/alias_ends")
            self._is_alias_stale = False
        if batch.table not in RESOLVED:
            self.conn.execute(f"create or replace temp view batch as from {batch.relation}")
            return
        self.conn.execute(f"create or replace temp view batch_given as from {batch.relation}")
        db.script(self.conn, "load/batch_resolved")

    def _take_rejects(self, batch: Batch) -> Counter[str]:
        """Append the rejected rows to the reject file; rows rejected per file."""
        rejected: Counter[str] = Counter()
        if batch.rejects is None or not batch.rows_rejected:
            return rejected
        self.conn.execute(f"create or replace temp view batch_rejects as from {batch.rejects}")
        rows = self.conn.execute("select source_file, source_line, reason, raw from batch_rejects")
        self.rejects.parent.mkdir(parents=True, exist_ok=True)
        self.rejects.touch(mode=0o600)
        with self.rejects.open("a", encoding="utf-8", errors="backslashreplace") as out:
            while found := rows.fetchmany(10_000):
                for name, line, reason, raw in found:
                    told = {"file": name, "line": line, "reason": reason, "raw": raw}
                    out.write(json.dumps(told) + "\n")
                    rejected[name] += 1
                    self.reasons[reason] += 1
                    self.reasons_by_file[name, reason] += 1
        return rejected

    def _add_small(self, batch: Batch) -> dict[str, tuple[int, int]]:
        if batch.table not in SMALL_TABLES:
            raise InputError(f"{batch.file.name} fills an unknown table {batch.table!r}.")
        if batch.table in ("accounts", "account_attributes"):
            self.conn.execute("create or replace temp view batch_named as from batch")
            db.script(self.conn, "load/accounts_named")
        db.script(self.conn, f"load/{batch.table}")
        if batch.table == "accounts":
            db.script(self.conn, "load/accounts_codes")
        self._is_alias_stale |= batch.table == "account_aliases"
        key = self._file_keys[batch.file.name]
        db.script(self.conn, f"load/file_rows_{batch.table}", {"file_key": key})
        rows, loaded = self.conn.execute("select rows, rows_loaded from batch_counts").fetchall()[0]
        self.is_accounts_changed |= loaded > 0 and batch.table in ("accounts", "account_aliases")
        return {batch.file.name: (loaded, rows - loaded)}

    def _add_requests(self) -> dict[str, tuple[int, int]]:
        self._drop_repeats()
        for name in ("accounts", "account_book", "kinds", "kind_book", "addresses"):
            if name == "account_book":
                db.script(self.conn, "load/accounts_named")
            db.script(self.conn, f"load/requests_{name}")
            if name == "kinds":
                self._price()
        before = self._loaded()
        db.script(self.conn, "load/requests")
        self.conn.execute("set preserve_insertion_order = true")
        rows = self.conn.execute(
            "select source_file, count(*), coalesce(any_value(dropped.rows), 0) from batch"
            " left join (select source_file, count(*) as rows from batch_dropped group by all)"
            " as dropped using (source_file) group by source_file"
        ).fetchall()
        taken = {name: (count - dropped, dropped) for name, count, dropped in rows}
        written, meant = self._loaded() - before, sum(loaded for loaded, _ in taken.values())
        if written != meant:
            raise InputError(
                f"{meant:,} requests were to be written but {written:,} were.",
                "Nothing was changed. Please report these files.",
            )
        return taken

    def _price(self) -> None:
        """Look up what the models new in this batch cost by list price."""
        for name in ("load/requests_prices", "prices/found", "prices/book"):
            db.script(self.conn, name)

    def _loaded(self) -> int:
        rows: int = self.conn.table("fact_requests").count("*").fetchall()[0][0]
        return rows

    def _drop_repeats(self) -> None:
        """Find repeated requests; almost always there are none, and looking is cheap."""
        facts = db.relation(self.conn, "load/requests_repeated").fetchall()[0]
        rows, first_at, last_at, distinct_ids, loaded_between, in_order = facts
        if rows and self._is_aside:
            overlap.bring_back(self.conn, (first_at, last_at + dt.timedelta(microseconds=1)))
            facts = db.relation(self.conn, "load/requests_repeated").fetchall()[0]
            loaded_between = facts[4]
        self.conn.execute("delete from batch_dropped")
        # Sorting whole rows costs as much as loading them: only where time is in disorder.
        # Rows already in order may be written by two threads; neighbours stay neighbours.
        ordered = "from batch" if in_order else "from batch order by ts"
        self.conn.execute(f"create or replace temp view batch_in_order as {ordered}")
        self.conn.execute("set preserve_insertion_order = $1", [not in_order])
        if not rows:
            return
        if rows > distinct_ids or loaded_between:
            span = {"first_at": first_at, "last_at": last_at}
            db.script(self.conn, "load/requests_dropped", span)
            db.script(self.conn, "load/requests_replaced")
        if rows > distinct_ids:
            self._note_reused_ids()
        if self._last_at is not None and first_at.date() < self._last_at.date():
            self.disordered += rows
        self._last_at = max(filter(None, (self._last_at, last_at)))
        day = first_at.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= last_at:
            self.days.add(day)
            day += DAY

    def _note_reused_ids(self) -> None:
        reused = db.relation(self.conn, "load/requests_reused").fetchall()[0][0]
        if reused:
            self.notices.append(
                f"{reused:,} request ids appear at more than one time; every one was kept."
            )
