-- question: What can be added up, by which filters, and over which time?
-- grain:    statements; views over the rollups, and the macros pages share
-- params:   none
-- columns:  none

-- The same measures at three grains under one shape, so that one query file serves all:
-- `where grain = $grain and cut = $cut` leaves a single branch in the plan.
create or replace view cells as
select
    'day' as grain,
    cut,
    bucket_at,
    segment_key,
    requests,
    input_tokens,
    output_tokens,
    cost_usd,
    requests_with_tokens,
    requests_with_cost
from cells_day
union all
select
    'hour' as grain,
    cut,
    bucket_at,
    segment_key,
    requests,
    input_tokens,
    output_tokens,
    cost_usd,
    requests_with_tokens,
    requests_with_cost
from cells_hour
union all
select
    'raw' as grain,
    'all' as cut,
    ts as bucket_at,
    segment_key,
    request_count as requests,
    gen_ai_usage_input_tokens as input_tokens,
    gen_ai_usage_output_tokens as output_tokens,
    cost_usd,
    case
        when gen_ai_usage_input_tokens is not null or gen_ai_usage_output_tokens is not null
            then greatest(request_count, 1)
        else 0
    end as requests_with_tokens,
    case when cost_usd is not null then greatest(request_count, 1) else 0 end as requests_with_cost
from fact_requests;

-- What each source delivered, day by day; a silent day has no row. Calls another system saw too
-- are part of it: that they are counted there does not mean that this one lacks them.
create or replace view source_days as
with delivered as (

    select
        segments.source,
        cells.bucket_at,
        cells.requests
    from cells_day as cells
    inner join segments on cells.segment_key = segments.segment_key
    where cells.cut = 'source' and segments.cut = 'source'
    union all
    select
        files.source,
        date_trunc('day', aside.ts) as bucket_at,
        aside.request_count as requests
    from fact_set_aside as aside
    inner join import_files as files on aside.file_key = files.file_key

)

select
    source,
    bucket_at,
    cast(sum(requests) as bigint) as requests
from delivered
group by source, bucket_at;

-- What accounts did, by whole days from the rollup or from single requests, under one shape.
create or replace view account_cells as
select
    'day' as grain,
    bucket_at,
    account_key,
    segment_key,
    requests,
    input_tokens,
    output_tokens,
    cost_usd,
    requests_with_tokens,
    requests_with_cost
from account_day
union all
select
    'raw' as grain,
    ts as bucket_at,
    account_key,
    segment_key,
    request_count as requests,
    gen_ai_usage_input_tokens as input_tokens,
    gen_ai_usage_output_tokens as output_tokens,
    cost_usd,
    case
        when gen_ai_usage_input_tokens is not null or gen_ai_usage_output_tokens is not null
            then greatest(request_count, 1)
        else 0
    end as requests_with_tokens,
    case when cost_usd is not null then greatest(request_count, 1) else 0 end as requests_with_cost
from fact_requests;

-- Which segments a page's filters let through, each labelled with its value of the dimension
-- it tells apart. A null list lets every value through; a null dimension makes one series.
create or replace macro chosen_segments(
    wanted_cut,
    dimension,
    source_in,
    provider_in,
    model_in,
    country_in,
    status_in,
    plan_in,
    task_in,
    client_in
) as table
    select
        segment_key,
        model,
        case dimension
            when 'source' then source
            when 'provider' then provider
            when 'model' then model
            when 'country' then country
            when 'status' then status
            when 'plan' then plan
            when 'task' then task
            when 'client' then client
            else 'all requests'
        end as series
    from segments
    where
        cut = wanted_cut
        and (source_in is null or list_contains(source_in, source))
        and (provider_in is null or list_contains(provider_in, provider))
        and (model_in is null or list_contains(model_in, model))
        and (country_in is null or list_contains(country_in, country))
        and (status_in is null or list_contains(status_in, status))
        and (plan_in is null or list_contains(plan_in, plan))
        and (task_in is null or list_contains(task_in, task))
        and (client_in is null or list_contains(client_in, client));

-- The measure a page adds up, in requests, tokens or USD; null where a row does not report it.
create or replace macro measure_value(measure, requests, input_tokens, output_tokens, cost_usd) as
case measure
    when 'requests' then cast(requests as double)
    when 'tokens'
        then
            cast(
                case
                    when input_tokens is not null or output_tokens is not null
                        then coalesce(input_tokens, 0) + coalesce(output_tokens, 0)
                end as double
            )
    when 'input_tokens' then cast(input_tokens as double)
    when 'output_tokens' then cast(output_tokens as double)
    when 'cost_usd' then cast(cost_usd as double)
end;

-- How many of a row's requests report that measure: what keeps "not available" from a zero.
create or replace macro measured_requests(measure, requests, with_tokens, with_cost) as
case measure
    when 'requests' then requests
    when 'cost_usd' then with_cost
    else with_tokens
end;

-- Whether a row of account_cells belongs to a window whose edges need not be midnights: its
-- whole days come from the rollup, what sticks out on either side from single requests.
create or replace macro is_in_window(
    grain, bucket_at, start_at, days_start_at, days_end_at, end_at
) as
(grain = 'day' and bucket_at >= days_start_at and bucket_at < days_end_at)
or (grain = 'raw' and bucket_at >= start_at and bucket_at < days_start_at)
or (grain = 'raw' and bucket_at >= days_end_at and bucket_at < end_at);

-- What accounts did in a window whose edges need not be midnights: its whole days from the
-- rollup, what sticks out on either side from single requests, so less than two days of them.
create or replace macro account_cells_between(start_at, days_start_at, days_end_at, end_at) as table
    select
        account_key,
        segment_key,
        requests,
        input_tokens,
        output_tokens,
        cost_usd,
        requests_with_tokens,
        requests_with_cost
    from account_cells
    where grain = 'day' and bucket_at >= days_start_at and bucket_at < days_end_at
    union all
    select
        account_key,
        segment_key,
        requests,
        input_tokens,
        output_tokens,
        cost_usd,
        requests_with_tokens,
        requests_with_cost
    from account_cells
    where grain = 'raw' and bucket_at >= start_at and bucket_at < days_start_at
    union all
    select
        account_key,
        segment_key,
        requests,
        input_tokens,
        output_tokens,
        cost_usd,
        requests_with_tokens,
        requests_with_cost
    from account_cells
    where grain = 'raw' and bucket_at >= days_end_at and bucket_at < end_at
