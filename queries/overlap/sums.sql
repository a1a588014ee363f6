-- question: Whose sums of a day agree with what another source tells of the same day?
-- grain:    statements; fills same_sums, adds to overlap_days
-- params:   none
-- columns:  none
--
-- A report tells sums, so no call of it can be set against another's. Sums are compared per
-- account and model: over all accounts where the two know none in common (a gateway knows
-- users, a provider the gateway's key), over all models where one names none. They are the same
-- calls where tokens, and requests where both tell them, differ by a twentieth at most; of
-- reports of money alone, the money; and where that holds for half of what can be compared.
-- Two gateways may share what one provider reports: where no source alone agrees with a report,
-- all that tell calls are taken together, each call once.

create or replace temp table sum_rows as
with reported_days as (

    select day_at
    from day_sources
    group by day_at
    having count(*) > 1 and bool_or(not is_comparable)

),

-- Names are few and rules for them long.
models as (

    select
        name,
        bare_model(name) as model
    from (
        select distinct coalesce(gen_ai_response_model, gen_ai_request_model) as name
        from fact_requests
    )

)

select
    fact.rowid as fact_row,
    date_trunc('day', fact.ts)::timestamp as day_at,
    files.source,
    fact.row_grain = 'bucket' as is_sum,
    case when known.account_id <> '(unknown)' then fact.account_key end as account_key,
    models.model,
    fact.request_count as requests,
    coalesce(fact.gen_ai_usage_input_tokens, 0) + coalesce(fact.gen_ai_usage_output_tokens, 0)
        as tokens,
    fact.cost_usd,
    fact.cost_origin
from fact_requests as fact
inner join import_files as files on fact.file_key = files.file_key
inner join known_accounts as known on fact.account_key = known.account_key
left join models on coalesce(fact.gen_ai_response_model, fact.gen_ai_request_model) = models.name
where
    date_trunc('day', fact.ts) in (select day_at from reported_days)
    and coalesce(fact.ts_end, fact.ts) <= date_trunc('day', fact.ts) + interval 1 day;

create or replace temp table call_sources as
select
    day_at,
    string_agg(source, ' + ' order by source) as source,
    list(source) as members,
    min(rank) as rank
from source_ranks
where is_comparable
group by day_at
having count(*) > 1;

insert into sum_rows
select sum_rows.* replace (every.source as source)
from sum_rows
inner join call_sources as every
    on sum_rows.day_at = every.day_at and list_contains(every.members, sum_rows.source)
where sum_rows.fact_row not in (select seen_twice.fact_row from seen_twice);

create or replace temp table sum_units as
select
    day_at,
    source,
    account_key,
    model,
    grouping(account_key) = 1 as is_everybody,
    grouping(model) = 1 as is_every_model,
    bool_or(is_sum) as is_sum,
    sum(requests) as requests,
    sum(tokens) as tokens,
    sum(cost_usd) as cost_usd,
    coalesce(bool_or(cost_origin = 'price_table'), false) as is_estimated
from sum_rows
group by grouping sets (
    (day_at, source, account_key, model), (day_at, source, account_key),
    (day_at, source, model), (day_at, source)
);

create or replace temp table compared_sums as
with

wanted as (

    select
        day_at,
        source,
        other_source,
        primary_source,
        false as is_together,
        null as report
    from overlap_days
    where not is_comparable and day_at in (select day_sources.day_at from day_sources)
    union all
    select
        reports.day_at,
        least(reports.source, every.source) as source,
        greatest(reports.source, every.source) as other_source,
        if(reports.rank < every.rank, reports.source, every.source) as primary_source,
        true as is_together,
        reports.source as report
    from source_ranks as reports
    inner join call_sources as every on reports.day_at = every.day_at
    where not reports.is_comparable

),

-- How two sources can be compared: by what both name.
ways as (

    select
        one.*,
        not exists (
            select 1
            from sum_units as mine
            inner join sum_units as theirs on mine.account_key = theirs.account_key
            where
                mine.day_at = one.day_at and theirs.day_at = one.day_at
                and mine.source = one.source and theirs.source = one.other_source
        ) as is_everybody,
        exists(
            select 1
            from sum_rows
            where
                sum_rows.day_at = one.day_at and sum_rows.source in (one.source, one.other_source)
                and sum_rows.model is null
        ) as is_every_model
    from wanted as one

),

pairs as (

    select
        ways.*,
        one.account_key,
        one.model,
        greatest(least(one.requests, other.requests), 1) as weight,
        case
            when one.tokens > 0 and other.tokens > 0
                then
                    is_near(one.tokens, other.tokens, 0.05)
                    and (
                        one.requests = 0 or other.requests = 0
                        or is_near(one.requests, other.requests, 0.05)
                    )
            when one.requests > 0 and other.requests > 0
                then not ways.is_everybody and is_near(one.requests, other.requests, 0.05)
            when one.cost_usd > 0 and other.cost_usd > 0
                then is_near(
                    one.cost_usd, other.cost_usd,
                    if(one.is_estimated or other.is_estimated, 0.25, 0.05)
                )
        end as is_same
    from ways
    inner join sum_units as one
        on
            ways.day_at = one.day_at and ways.source = one.source
            and ways.is_everybody = one.is_everybody
            and ways.is_every_model = one.is_every_model
    inner join sum_units as other
        on
            ways.day_at = other.day_at and ways.other_source = other.source
            and ways.is_everybody = other.is_everybody
            and ways.is_every_model = other.is_every_model
            and one.account_key is not distinct from other.account_key
            and one.model is not distinct from other.model
    where
        (one.is_sum or other.is_sum)
        and (ways.is_everybody or one.account_key is not null)
        and is_same is not null

)

select *
from pairs
qualify
    2 * sum(if(is_same, weight, 0)) over (partition by day_at, source, other_source)
    >= sum(weight) over (partition by day_at, source, other_source);

create or replace temp table agreed_sums as
select
    told.fact_row,
    same.day_at,
    same.source,
    same.other_source,
    same.primary_source,
    same.is_together,
    told.requests
from compared_sums as same
inner join sum_rows as told
    on
        same.day_at = told.day_at
        and told.source = if(same.primary_source = same.source, same.other_source, same.source)
        and (same.is_everybody or same.account_key = told.account_key)
        and (same.is_every_model or same.model = told.model)
where
    same.is_same
    and not (
        same.is_together
        and exists (
            select 1
            from compared_sums as alone
            inner join source_ranks as calling
                on
                    alone.day_at = calling.day_at and calling.is_comparable
                    and calling.source in (alone.source, alone.other_source)
            where
                alone.is_same and not alone.is_together and alone.day_at = same.day_at
                and same.report in (alone.source, alone.other_source)
        )
    );

insert into same_sums
select
    fact_row,
    primary_source
from agreed_sums;

update overlap_days
set
    matched_by_traits = overlap_days.matched_by_traits + told.requests,
    is_believed = true
from (
    select
        day_at,
        source,
        other_source,
        sum(requests)::bigint as requests
    from agreed_sums
    where not is_together
    group by all
) as told
where
    overlap_days.day_at = told.day_at
    and overlap_days.source = told.source
    and overlap_days.other_source = told.other_source;

insert into overlap_days
select
    agreed.day_at,
    agreed.source,
    agreed.other_source,
    one.requests::bigint,
    other.requests::bigint as other_requests,
    false as is_comparable,
    0 as matched_by_id,
    sum(agreed.requests)::bigint as matched_by_traits,
    true as is_believed,
    agreed.primary_source,
    if(contains(agreed.primary_source, ' + '), 'it tells single calls', 'a person chose it')
        as reason
from agreed_sums as agreed
inner join sum_units as one
    on
        agreed.day_at = one.day_at and agreed.source = one.source
        and one.is_everybody and one.is_every_model
inner join sum_units as other
    on
        agreed.day_at = other.day_at and agreed.other_source = other.source
        and other.is_everybody and other.is_every_model
where agreed.is_together
group by all
