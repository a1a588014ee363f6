-- For Postgres, not for DuckDB: the statement that reads a table, written by the server from
-- its own catalogue, so that no name is pasted into SQL here. $1 is the schema, $2 the table.
-- Types that Parquet has as well stay as they are; all others (numeric, uuid, inet, json, enums,
-- arrays …) come as the text Postgres writes for them, as in a CSV export.
select
    format(
        'select %s from %I.%I',
        string_agg(
            case
                when
                    format_type(a.atttypid, null) in (
                        'smallint', 'integer', 'bigint', 'real', 'double precision', 'boolean',
                        'text', 'date', 'timestamp without time zone', 'timestamp with time zone'
                    )
                    then format('%I', a.attname)
                else format('%I::text as %I', a.attname, a.attname)
            end,
            ', ' order by a.attnum
        ),
        n.nspname,
        c.relname
    ) as statement,
    greatest(c.reltuples, 0)::bigint as about_rows
from pg_catalog.pg_class as c
inner join pg_catalog.pg_namespace as n on c.relnamespace = n.oid
inner join pg_catalog.pg_attribute as a on c.oid = a.attrelid
where
    n.nspname = $1
    and c.relname = $2
    and c.relkind in ('r', 'v', 'm', 'f', 'p')
    and a.attnum > 0
    and not a.attisdropped
group by n.nspname, c.relname, c.reltuples
