-- question: Which rows of this batch repeat another, or a row loaded before?
-- grain:    statements; fills batch_dropped and batch_replaced
-- params:   $first_at, $last_at: timestamp, UTC, the batch's span
-- columns:  none
--
-- A row is the same request when source, id and time agree. The most complete copy stays;
-- among equals the one loaded first. A loaded row that is less complete gives way. An estimated
-- cost counts for nothing.

create or replace temp table batch_repeats as
with

batch_keys as (

    select
        source,
        request_id,
        ts,
        source_file,
        source_line,
        source_item,
        row_completeness(
            gen_ai_usage_input_tokens, gen_ai_usage_output_tokens, cost_usd, duration_ms, status,
            gen_ai_request_model, user_agent_original, prompt_template_hash
        ) as completeness
    from batch

),

loaded as (

    select
        files.source,
        fact.request_id,
        fact.ts,
        fact.file_key,
        fact.rowid as loaded_row,
        row_completeness(
            fact.gen_ai_usage_input_tokens, fact.gen_ai_usage_output_tokens,
            case when fact.cost_origin = 'source' then fact.cost_usd end, fact.duration_ms,
            fact.status, fact.gen_ai_request_model, fact.user_agent_original,
            fact.prompt_template_hash
        ) as completeness
    from fact_requests as fact
    inner join import_files as files on fact.file_key = files.file_key
    where fact.ts >= $first_at and fact.ts <= $last_at

)

select
    keys.source_file,
    keys.source_line,
    keys.source_item,
    loaded.file_key as loaded_file_key,
    loaded.loaded_row,
    row_number() over (
        partition by keys.source, keys.request_id, keys.ts
        order by
            keys.completeness desc, keys.source_file asc, keys.source_line asc,
            keys.source_item asc
    ) as place,
    coalesce(loaded.completeness >= keys.completeness, false) as is_loaded_better
from batch_keys as keys
left join loaded
    on
        keys.source = loaded.source
        and keys.request_id = loaded.request_id
        and keys.ts = loaded.ts;

create or replace temp table batch_dropped as
select
    source_file,
    source_line,
    source_item
from batch_repeats
where place > 1 or is_loaded_better;

create or replace temp table batch_replaced as
select
    loaded_row,
    loaded_file_key
from batch_repeats
where place = 1 and not is_loaded_better and loaded_row is not null
