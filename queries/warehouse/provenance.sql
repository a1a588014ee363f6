-- question: Which rows came from which file, and what was erased?
-- grain:    statements; run on every build, so that versions made before get the tables
-- params:   none
-- columns:  none
--
-- A request carries its file; a row of the small tables may come from several. Hashes are
-- keyed: what was erased leaves no name behind.

create table if not exists file_rows (
    file_key integer not null,
    table_name varchar not null,
    row_hash ubigint not null
);

create table if not exists erasures (
    erased_at timestamp not null,
    kind varchar not null,
    digest varchar not null,
    table_name varchar not null,
    rows bigint not null
);

create table if not exists erased_rows (
    file_key integer not null,
    rows bigint not null
);

create table if not exists files_to_read_again (
    file_key integer not null
);

-- The price table the costs of this version were estimated with; see docs/warehouse.md.
create table if not exists prices (
    provider varchar,
    model varchar not null,
    from_at timestamp,
    input_usd double not null,
    output_usd double,
    cache_read_usd double,
    cache_write_usd double,
    source varchar not null,
    read_on date,
    note varchar
);

-- What of the cells is estimated: only hours and segments with such a cost have a row.
create table if not exists cells_estimated (
    bucket_at timestamp not null,
    segment_key bigint not null,
    requests bigint not null,
    cost_usd decimal(18, 9) not null
);

-- Calls that a second system saw too: what of it is counted stands in fact_requests.
create table if not exists fact_set_aside as
select
    *,
    ''::varchar as counted_source,
    ''::varchar as matched_by
from fact_requests
where false;

-- What was measured, per pair of sources and day on which both have requests.
create table if not exists overlap_days (
    day_at timestamp not null,
    source varchar not null,
    other_source varchar not null,
    requests bigint not null,
    other_requests bigint not null,
    is_comparable boolean not null,
    matched_by_id bigint not null,
    matched_by_traits bigint not null,
    is_believed boolean not null,
    primary_source varchar not null,
    reason varchar not null
);

-- Which sources a person prefers, the first before the second, and when.
create table if not exists primary_sources (
    place integer not null,
    source varchar not null,
    from_at timestamp,
    to_at timestamp
)
