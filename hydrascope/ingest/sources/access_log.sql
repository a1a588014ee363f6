-- One JSON object per line of a text log; a line of another shape stays what it was.
-- From: records(source_file, source_line, problem, raw).

with parts as (
    select
        *,
        regexp_extract(raw, '{pattern}', {groups}) as cells
    from records
)

select
    source_file,
    source_line,
    1 as source_item,
    coalesce(
        problem, case when cells.{first} = '' then 'not a line of an access log' end
    ) as problem,
    case when cells.{first} = '' then raw else to_json(cells)::varchar end as raw
from parts
