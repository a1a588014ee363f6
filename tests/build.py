"""Small warehouses for tests: the real tables and views, generated rows, real rollups.

Twenty days from 2026-01-05, 400 accounts, about 30,000 requests. From day 12 to 14, sixty
accounts signed up in one hour ask for one model from one country. Everything follows from
arithmetic on the row number, so expected figures can be worked out.
"""

import datetime as dt
import functools
import itertools
import shutil
import tempfile
from pathlib import Path

import duckdb

from hydrascope import db
from hydrascope.filters import DIMENSIONS
from hydrascope.warehouse.store import Version, Warehouse

FIRST = dt.datetime(2026, 1, 5)
DAYS = 20
FINGERPRINT = "0123456789abcdef"
_made: list[tempfile.TemporaryDirectory[str]] = []  # kept for as long as the process lives

_ACCOUNTS = """
insert into known_accounts
select n, 'acct_' || n, 'A-' || printf('%05X', (n * 7919) % 1048576) from range(1, 401) t(n);
insert into account_details by name
select
    n as account_key,
    case when n > 340 then timestamp '2026-01-17 04:00:00' + n * interval 10 second
        else timestamp '2026-01-05' + ((n * 37) % 480) * interval 1 hour
            + (n * 61 % 3541) * interval 1 second end as created_at,
    if(n % 29 = 0, 'blocked', 'active') as status,
    if(n > 340, 'KR', ['US', 'DE', 'KR', 'BR'][1 + n % 4]) as signup_country,
    ['free', 'pro', 'team'][1 + n % 3] as plan,
    'mail' || n % 5 || '.example' as email_domain,
    'canonical' as source
from range(1, 401) t(n);
insert into account_attributes_raw by name
select n as account_key, 'prefix' as attr_type, printf('%016x', n // 20) as attr_value,
    timestamp '2026-01-06' as first_seen, timestamp '2026-01-20' as last_seen, 5 as n_obs,
    'canonical' as source
from range(1, 401) t(n);
"""

_REQUESTS = """
create temp table drawn as
select
    n,
    timestamp '2026-01-05' + ((n * 577) % 28800) * interval 1 minute as ts,
    1 + (n * 31) % 340 as account_key,
    ['alpha-large', 'alpha-small', 'beta', '(unknown)'][1 + least(n % 7, 3)] as model,
    ['US', 'DE', 'KR', 'BR', '(unknown)'][1 + n % 5] as country,
    if(n % 23 = 0, 'error', 'ok') as status,
    ['coding', 'reasoning', 'writing'][1 + n % 3] as task,
    ['python-sdk', 'curl', 'node-sdk'][1 + n % 3] as client
from range(24000) t(n)
union all
select
    30000 + n,
    timestamp '2026-01-17 06:00:00' + ((n * 13) % 2880) * interval 1 minute,
    341 + n % 60,
    'alpha-large', 'KR', 'ok', 'reasoning', 'python-sdk'
from range(6000) t(n);
create temp table told as
select drawn.*, 'canonical' as source,
    case when model = 'beta' then 'second' else 'first' end as provider,
    coalesce(details.plan, '(unknown)') as plan
from drawn left join account_details as details using (account_key);
"""

_FACTS = """
insert into fact_requests by name
select
    told.ts, told.account_key, told.segment_key,
    1 as file_key, told.n as source_line, 'req_' || told.n as request_id,
    'request' as row_grain, 1 as request_count, 'account' as account_id_type,
    nullif(told.model, '(unknown)') as gen_ai_request_model,
    told.provider as gen_ai_provider_name,
    if(told.model = 'beta', null, 100 + told.n % 900) as gen_ai_usage_input_tokens,
    if(told.model = 'beta', null, 50 + told.n % 400) as gen_ai_usage_output_tokens,
    if(told.provider = 'first' and $cost, 0.0025, null)::decimal(18, 9) as cost_usd,
    told.status, nullif(told.country, '(unknown)') as geo_country_iso_code,
    told.client as user_agent_original, told.task as task_category,
    (told.n % 50)::ubigint as prompt_template_hash, 200.0 + told.n % 900 as duration_ms
from keyed as told
order by told.ts::date, told.account_key, told.ts;
insert into account_totals
select account_key, min(ts), max(ts), count(*) from fact_requests group by account_key;
insert into import_files by name
select 1 as file_key, 'import-1' as import_id, 'requests' as table_name, 'canonical' as source,
    'requests.parquet' as file_name, 'ab12' as sha256, 'parquet' as container,
    'canonical columns' as recognised_because, 123456 as bytes, count(*) + 12 as rows_read,
    count(*) as rows_loaded, 7 as rows_duplicate, 5 as rows_rejected, min(ts) as first_at,
    max(ts) as last_at, timestamp '2026-01-26 08:00:00' as imported_at
from fact_requests;
insert into import_rejects values (1, 'no time', 3), (1, 'not a number: tokens', 2);
insert into events by name
select * from (values
    ('e1', timestamp '2026-01-10', 'model_launch', null, 'alpha-large', 'alpha-large launched'),
    ('e2', timestamp '2026-01-19 12:00', 'policy_change', null, null, 'Rate limits lowered')
) t(event_id, ts, event_type, account_id, gen_ai_request_model, label);
insert into events by name
select 'ban' || n as event_id, timestamp '2026-01-19' + n * interval 7 minute as ts,
    'ban' as event_type, 'acct_' || (341 + n) as account_id from range(40) t(n);
insert into dataset_facts values
    ('fingerprint', '0123456789abcdef'), ('created_at', '2026-01-26 08:00:00'),
    ('synthetic', 'Made by the test suite'), ('schema_version', '3');
"""

_MEASURES = """
    sum(request_count), sum(gen_ai_usage_input_tokens), sum(gen_ai_usage_output_tokens),
    sum(cost_usd),
    count(*) filter (
        gen_ai_usage_input_tokens is not null or gen_ai_usage_output_tokens is not null),
    count(*) filter (cost_usd is not null)
"""


def _script(conn: duckdb.DuckDBPyConnection, text: str, **values: object) -> None:
    for statement in conn.extract_statements(text):
        wanted = {key: values[key] for key in statement.named_parameters}
        conn.execute(statement, wanted) if wanted else conn.execute(statement)


def _cut(conn: duckdb.DuckDBPyConnection, kept: tuple[str, ...], grains: tuple[str, ...]) -> None:
    """Add one cut up from the full one."""
    cut, names = "+".join(kept), ", ".join(kept)
    conn.execute(
        f"insert into segments by name select '{cut}' as cut, {names},"
        f" row_number() over () + (select max(segment_key) from segments) as segment_key"
        f" from (select distinct {names} from segments where cut = 'all')"
    )
    join = " and ".join(f"s.{name} = a.{name}" for name in kept)
    for grain in grains:
        conn.execute(
            f"insert into cells_{grain} select '{cut}', bucket_at, s.segment_key, sum(requests),"
            " sum(input_tokens), sum(output_tokens), sum(cost_usd), sum(requests_with_tokens),"
            f" sum(requests_with_cost) from cells_{grain} c"
            " inner join segments a on c.segment_key = a.segment_key and c.cut = 'all'"
            f" inner join segments s on s.cut = '{cut}' and {join} group by all order by bucket_at"
        )


def _roll_up(conn: duckdb.DuckDBPyConnection) -> None:
    for grain in ("hour", "day"):
        conn.execute(
            f"insert into cells_{grain} select 'all', date_trunc('{grain}', ts) as bucket_at,"
            f" segment_key, {_MEASURES} from fact_requests group by all order by bucket_at"
        )
    for name in DIMENSIONS:
        _cut(conn, (name,), ("hour", "day"))
    for pair in itertools.combinations(sorted(DIMENSIONS), 2):
        _cut(conn, pair, ("day",))
    conn.execute(
        f"insert into account_day select date_trunc('day', ts), account_key, segment_key,"
        f" {_MEASURES} from fact_requests group by all"
    )
    conn.execute(
        "insert into account_hour select account_key, date_trunc('hour', ts), sum(request_count),"
        " count(*) filter (status <> 'ok'), sum(gen_ai_usage_input_tokens),"
        " sum(gen_ai_usage_output_tokens), sum(cost_usd) from fact_requests group by all"
    )


def fill(conn: duckdb.DuckDBPyConnection, *, cost: bool = True, accounts: bool = True) -> None:
    """Fill an empty connection. ``cost`` and ``accounts`` false: the data lacks them."""
    db.script(conn, "warehouse/tables")
    db.script(conn, "warehouse/provenance")
    db.script(conn, "warehouse/bursts")
    db.script(conn, "warehouse/clusters")
    db.script(conn, "warehouse/views")
    db.script(conn, "warehouse/measures")
    if accounts:
        _script(conn, _ACCOUNTS)
    _script(conn, _REQUESTS)
    if not accounts:
        conn.execute("insert into known_accounts values (1, '(unknown)', '(unknown)')")
        conn.execute("update told set account_key = 1")
    names = ", ".join(DIMENSIONS)
    conn.execute(
        f"insert into segments by name select 'all' as cut, {names},"
        f" row_number() over (order by {names}) as segment_key"
        f" from (select distinct {names} from told)"
    )
    conn.execute(
        f"create temp table keyed as select told.*, segments.segment_key from told"
        f" inner join segments using ({names}) where segments.cut = 'all'"
    )
    _script(conn, _FACTS, cost=cost)
    _roll_up(conn)


@functools.cache
def filled(*, cost: bool = True, accounts: bool = True) -> Path:
    """The file of such a warehouse, filled once per process: to be copied, never written."""
    _made.append(tempfile.TemporaryDirectory(prefix="hydrascope-filled-"))
    path = Path(_made[-1].name) / "usage.duckdb"
    with duckdb.connect(str(path)) as conn:
        fill(conn, cost=cost, accounts=accounts)
    return path


def warehouse(
    root: Path, *, cost: bool = True, accounts: bool = True, fingerprint: str = FINGERPRINT
) -> Version:
    """Publish such a warehouse under ``root``."""
    store = Warehouse(root)
    with store.building() as folder:
        built = folder / "usage.duckdb"
        shutil.copyfile(filled(cost=cost, accounts=accounts), built)
        return store.publish(built, fingerprint, "2026-01-26T08:00:00")
