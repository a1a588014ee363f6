-- question: Which combinations of provider, model, status, task and client are new here?
-- grain:    statements; adds to segment_countries, segment_kinds and kind_book
-- params:   none
-- columns:  none
--
-- A dimension keeps its 250 most used values; what comes after is '(other)', so that a
-- client inventing model names cannot swell the rollups. Raw rows keep what they said.

create or replace temp table batch_kinds as
select
    request_kind(
        source, gen_ai_provider_name, gen_ai_request_model, gen_ai_response_model, status,
        task_category, user_agent_original, geo_country_iso_code
    ) as kind_hash,
    any_value(source) as source,
    any_value(gen_ai_provider_name) as told_provider,
    any_value(gen_ai_request_model) as request_model,
    any_value(gen_ai_response_model) as response_model,
    coalesce(any_value(gen_ai_provider_name), '(unknown)') as provider,
    coalesce(any_value(gen_ai_request_model), any_value(gen_ai_response_model), '(unknown)')
        as model,
    coalesce(any_value(status), 'unknown') as status,
    coalesce(any_value(task_category), '(unknown)') as task,
    client_family(any_value(user_agent_original)) as client,
    any_value(geo_country_iso_code) as country,
    count(*) as requests
from batch
group by kind_hash;

delete from batch_kinds
where kind_hash in (select kind_hash from kind_book);

insert into segment_countries
select
    (select count(*) - 2 from segment_countries)
    + row_number() over (order by sum(requests) desc, country) as country_code,
    country
from batch_kinds
where country is not null and country not in (select country from segment_countries)
group by country
qualify country_code <= 254;

create or replace temp table dimension_values as
with

used as (

    select
        'model' as dimension,
        model as value,
        sum(requests) as requests
    from batch_kinds
    group by all
    union all
    select
        'client' as dimension,
        client as value,
        sum(requests) as requests
    from batch_kinds
    group by all
    union all
    select
        'provider' as dimension,
        provider as value,
        sum(requests) as requests
    from batch_kinds
    group by all

),

kept as (

    select distinct
        dimension,
        value
    from (
        unpivot (select
            model,
            client,
            provider
        from segment_kinds)
        on model, client, provider into name dimension value value
    )

)

select
    used.dimension,
    used.value
from used
left join kept on used.dimension = kept.dimension and used.value = kept.value
qualify
    kept.value is not null
    or row_number() over (
        partition by used.dimension, kept.value is null order by used.requests desc, used.value asc
    ) <= 250 - (select count(*) from kept as others
    where others.dimension = used.dimension)
