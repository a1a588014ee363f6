-- question: Which calls of these days may a second system have seen too?
-- grain:    statements; fills day_sources and calls, empties same_calls and same_sums
-- params:   $start_at, $end_at (exclusive): timestamp, UTC, whole days
-- columns:  none
--
-- A call is known by the id its answer bore, where the source keeps one; else by account, model
-- and tokens. Sums per bucket are no calls: see sums.sql.

create or replace temp table day_sources as
select
    date_trunc('day', fact.ts)::timestamp as day_at,
    files.source,
    sum(fact.request_count)::bigint as requests,
    bool_and(fact.row_grain = 'request') as is_comparable,
    round(
        avg(
            row_completeness(
                fact.gen_ai_usage_input_tokens, fact.gen_ai_usage_output_tokens,
                case when fact.cost_origin = 'source' then fact.cost_usd end, fact.duration_ms,
                fact.status, fact.gen_ai_request_model, fact.user_agent_original,
                fact.prompt_template_hash
            )
            + (fact.address_key is not null)::integer
            + (known.account_id <> '(unknown)')::integer
        ), 2
    ) as completeness
from fact_requests as fact
inner join import_files as files on fact.file_key = files.file_key
inner join known_accounts as known on fact.account_key = known.account_key
where fact.ts >= $start_at and fact.ts < $end_at
group by all;

create or replace temp table calls as
select
    fact.rowid as fact_row,
    fact.ts,
    -- The day by which its source is ranked; of a call just outside the span the nearest inside.
    greatest(least(date_trunc('day', fact.ts), $end_at - interval 1 day), $start_at)::timestamp
        as ranked_at,
    files.source,
    case
        when length(fact.request_id) >= 8 and not starts_with(fact.request_id, 'row:')
            then hash(fact.request_id)
    end as id_hash,
    case
        when
            known.account_id <> '(unknown)'
            and fact.gen_ai_usage_input_tokens + fact.gen_ai_usage_output_tokens > 0
            then
                hash(
                    fact.account_key,
                    bare_model(coalesce(fact.gen_ai_response_model, fact.gen_ai_request_model)),
                    fact.gen_ai_usage_input_tokens,
                    fact.gen_ai_usage_output_tokens
                )
    end as traits_hash
from fact_requests as fact
inner join import_files as files on fact.file_key = files.file_key
inner join known_accounts as known on fact.account_key = known.account_key
where
    fact.ts >= $start_at - interval 2 minute and fact.ts < $end_at + interval 2 minute
    and fact.row_grain = 'request'
    and (
        fact.ts < $start_at or fact.ts >= $end_at
        or date_trunc('day', fact.ts) in (
            select day_at
            from day_sources
            group by day_at
            having count(*) > 1
        )
    );

create or replace temp table same_calls (
    one_row bigint,
    other_row bigint,
    matched_by varchar
);

create or replace temp table same_sums (
    fact_row bigint,
    primary_source varchar
)
