-- question: What do the segment keys in use stand for, and which narrower cut is each part of?
-- grain:    statements; adds to segments, fills segment_cuts (part of a key → key of a cut) anew
-- params:   none
-- columns:  none
--
-- Keys of cut 'all' are put together from codes; keys of narrower cuts count down from -1.
-- Both are only ever added to, so cells of days not touched by an import stay right.

insert into segments
select
    used.segment_key,
    'all' as cut,
    kinds.source,
    kinds.provider,
    kinds.model,
    countries.country,
    kinds.status,
    plans.plan,
    kinds.task,
    kinds.client
from (
    select distinct segment_key
    from cells_hour
    where cut = 'all'
    except
    select segment_key
    from segments
) as used
inner join segment_kinds as kinds on used.segment_key >> 14 = kinds.kind_code
inner join segment_countries as countries on (used.segment_key >> 6) & 255 = countries.country_code
inner join segment_plans as plans on used.segment_key & 63 = plans.plan_code
order by used.segment_key;

create or replace temp table narrow_segments as
select distinct
    unnest(['client', 'country', 'model', 'plan', 'provider', 'source', 'status', 'task']) as cut,
    unnest([client, country, model, plan, provider, source, status, task]) as value
from segments
where cut = 'all';

insert into segments
select
    (select least(min(segment_key), 0) from segments) - row_number() over (order by cut, value)
    as segment_key,
    cut,
    case cut when 'source' then value end as source,
    case cut when 'provider' then value end as provider,
    case cut when 'model' then value end as model,
    case cut when 'country' then value end as country,
    case cut when 'status' then value end as status,
    case cut when 'plan' then value end as plan,
    case cut when 'task' then value end as task,
    case cut when 'client' then value end as client
from narrow_segments
anti join segments as known
    on
        narrow_segments.cut = known.cut
        and narrow_segments.value = coalesce(
            known.source, known.provider, known.model, known.country,
            known.status, known.plan, known.task, known.client
        )
order by segment_key desc;

create or replace temp table segment_cuts as
with

named as (

    select
        'kind' as part,
        kind_code as code,
        unnest(['client', 'model', 'provider', 'source', 'status', 'task']) as cut,
        unnest([client, model, provider, source, status, task]) as value
    from segment_kinds
    union all
    select
        'country' as part,
        country_code as code,
        'country' as cut,
        country as value
    from segment_countries
    union all
    select
        'plan' as part,
        plan_code as code,
        'plan' as cut,
        plan as value
    from segment_plans

)

select
    named.part,
    named.code,
    named.cut,
    narrow.segment_key as narrow_key
from named
inner join segments as narrow
    on
        named.cut = narrow.cut
        and named.value = coalesce(
            narrow.source, narrow.provider, narrow.model, narrow.country,
            narrow.status, narrow.plan, narrow.task, narrow.client
        )
