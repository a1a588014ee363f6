-- question: Under which code does each new combination stand?
-- grain:    statements; adds to segment_kinds and kind_book
-- params:   none
-- columns:  none

create or replace temp table batch_kinds_kept as
select
    kinds.kind_hash,
    kinds.source,
    coalesce(providers.value, '(other)') as provider,
    coalesce(models.value, '(other)') as model,
    kinds.status,
    kinds.task,
    coalesce(clients.value, '(other)') as client,
    case
        when kinds.country is not null then coalesce(countries.country_code, 255)
    end as country_code
from batch_kinds as kinds
left join dimension_values as providers
    on providers.dimension = 'provider' and kinds.provider = providers.value
left join dimension_values as models
    on models.dimension = 'model' and kinds.model = models.value
left join dimension_values as clients
    on clients.dimension = 'client' and kinds.client = clients.value
left join segment_countries as countries on kinds.country = countries.country;

insert into segment_kinds
with

fresh as (

    select distinct
        source,
        provider,
        model,
        status,
        task,
        client
    from batch_kinds_kept
    except
    select
        source,
        provider,
        model,
        status,
        task,
        client
    from segment_kinds

)

select
    (
        (select coalesce(max(kind_code), -1) from segment_kinds)
        + row_number() over (order by source, provider, model, status, task, client)
    ) as kind_code,
    *
from fresh
order by all;

insert into kind_book
select
    fresh.kind_hash,
    kinds.kind_code,
    fresh.country_code
from batch_kinds_kept as fresh
inner join segment_kinds as kinds
    on
        fresh.source = kinds.source
        and fresh.provider = kinds.provider
        and fresh.model = kinds.model
        and fresh.status = kinds.status
        and fresh.task = kinds.task
        and fresh.client = kinds.client
