-- question: Which narrower cut is each part of a segment key a member of?
-- grain:    statements; adds the narrow cuts to segments, fills cut_names and segment_cuts anew
-- params:   none
-- columns:  none
--
-- A narrow cut tells one or two dimensions apart. Its keys count down from -1 and are kept,
-- so cells of days not touched by an import stay right. `part` names the bits of a full key
-- that decide the cut: kind holds source, provider, model, status, task and client.

create or replace temp table cut_names as
with dimensions as (

    select
        unnest(['client', 'country', 'model', 'plan', 'provider', 'source', 'status', 'task'])
            as name

),

latter as (
    select name
    from dimensions
    union all
    select null as name
)

select
    concat_ws('+', former.name, latter.name) as cut,
    former.name as first_name,
    latter.name as second_name,
    case
        when former.name = 'country' and latter.name = 'plan' then 'country_plan'
        when former.name = 'country' and latter.name is null then 'country'
        when former.name = 'plan' and latter.name is null then 'plan'
        when 'country' in (former.name, latter.name) then 'kind_country'
        when 'plan' in (former.name, latter.name) then 'kind_plan'
        else 'kind'
    end as part
from dimensions as former
left join latter
    on former.name < latter.name or latter.name is null;

create or replace temp table part_values as
with

parts as (

    select
        unnest(['kind', 'country', 'plan', 'kind_country', 'kind_plan', 'country_plan']) as part,
        unnest([
            segment_key >> 14,
            (segment_key >> 6) & 255,
            segment_key & 63,
            segment_key >> 6,
            (segment_key >> 14) * 64 + (segment_key & 63),
            segment_key & 16383
        ]) as code,
        segment_key
    from segments
    where cut = 'all'

)

select
    part,
    code,
    min(segment_key) as segment_key
from parts
group by part, code;

create or replace temp table named_parts as
select
    parts.part,
    parts.code,
    names.cut,
    segment_value(names.first_name, whole) as first_value,
    segment_value(names.second_name, whole) as second_value
from part_values as parts
inner join segments as whole on parts.segment_key = whole.segment_key
inner join cut_names as names on parts.part = names.part;

insert into segments
with

known as (

    select
        segments.cut,
        segment_value(names.first_name, segments) as first_value,
        segment_value(names.second_name, segments) as second_value
    from segments
    inner join cut_names as names on segments.cut = names.cut

),

fresh as (

    select distinct
        cut,
        first_value,
        second_value
    from named_parts
    except
    select
        cut,
        first_value,
        second_value
    from known

)

select
    (select least(min(segment_key), 0) from segments)
    - row_number() over (order by fresh.cut, first_value, second_value) as segment_key,
    fresh.cut,
    case 'source'
        when names.first_name then first_value when names.second_name then second_value
    end as source,
    case 'provider'
        when names.first_name then first_value when names.second_name then second_value
    end as provider,
    case 'model'
        when names.first_name then first_value when names.second_name then second_value
    end as model,
    case 'country'
        when names.first_name then first_value when names.second_name then second_value
    end as country,
    case 'status'
        when names.first_name then first_value when names.second_name then second_value
    end as status,
    case 'plan'
        when names.first_name then first_value when names.second_name then second_value
    end as plan,
    case 'task'
        when names.first_name then first_value when names.second_name then second_value
    end as task,
    case 'client'
        when names.first_name then first_value when names.second_name then second_value
    end as client
from fresh
inner join cut_names as names on fresh.cut = names.cut
order by segment_key desc;

create or replace temp table segment_cuts as
select
    parts.part,
    parts.code,
    parts.cut,
    narrow.segment_key as narrow_key
from named_parts as parts
inner join cut_names as names on parts.cut = names.cut
inner join segments as narrow
    on
        parts.cut = narrow.cut
        and parts.first_value = segment_value(names.first_name, narrow)
        and parts.second_value is not distinct from segment_value(names.second_name, narrow)
