-- One JSON object per result of a report's bucket: {"bucket": …, "result": …}. A bucket in
-- which nothing was asked has no results, and says so.
-- From: records(source_file, source_line, problem, raw), one bucket each.

with found as (
    select
        *,
        try(json_extract(raw, '$.results[*]')) as results
    from records
),

items as (
    select
        *,
        unnest(
            case when len(results) > 0 then results else [null::json] end
        ) as result,
        generate_subscripts(
            case when len(results) > 0 then results else [null::json] end, 1
        ) as source_item
    from found
)

select
    source_file,
    source_line,
    source_item,
    problem,
    case
        when results is null or json_type(raw, '$.results') is distinct from 'ARRAY' then raw
        else json_object(
            'bucket', json_object(
                'start_time', json_extract_string(raw, '$.start_time'),
                'end_time', json_extract_string(raw, '$.end_time'),
                'starting_at', json_extract_string(raw, '$.starting_at'),
                'ending_at', json_extract_string(raw, '$.ending_at')
            ),
            'result', result
        )::varchar
    end as raw
from items
