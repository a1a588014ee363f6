-- One record per AI plugin that answered in a request, under "plugin"; the request as it is
-- where none did. From: records(source_file, source_line, problem, raw).

with plugins as (
    select
        *,
        try(list_filter(
            json_keys(raw, '$.ai'),
            lambda name: json_type(raw, '$.ai."' || name || '".usage') = 'OBJECT'
            or json_type(raw, '$.ai."' || name || '".meta') = 'OBJECT'
        )) as names
    from records
),

listed as (
    select
        * exclude (names),
        case when len(names) > 0 then names else [null] end as names
    from plugins
),

each_plugin as (
    select
        * exclude (names),
        unnest(names) as name,
        generate_subscripts(names, 1) as source_item
    from listed
)

select
    source_file,
    source_line,
    source_item,
    problem,
    case
        when name is null then raw
        else json_merge_patch(
            raw,
            json_object('plugin', json_extract(raw, '$.ai."' || name || '"'), 'plugin_name', name)
        )::varchar
    end as raw
from each_plugin
