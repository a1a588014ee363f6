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
)
