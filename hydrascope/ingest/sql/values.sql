-- Cells (already cleaned) become typed values; what cannot be one becomes null.

create or replace temp macro to_count(v) as
    list_transform(
        [
            coalesce(
                try_cast(v as bigint),
                try_cast(try_cast(replace(v, ',', '') as decimal(38, 9)) as bigint)
            )
        ],
        lambda n: case when n >= 0 then n end
    )[1];

create or replace temp macro to_number(v) as
    list_transform(
        [coalesce(try_cast(v as double), try_cast(replace(v, ',', '') as double))],
        lambda n: case when isfinite(n) then n end
    )[1];

-- A duration: never negative.
create or replace temp macro to_length(v) as
    list_transform([to_number(v)], lambda n: case when n >= 0 then n end)[1];

-- US dollars; a currency sign and thousands commas are dropped.
create or replace temp macro to_money(v) as
    coalesce(
        try_cast(v as decimal(18, 9)),
        try_cast(
            try_cast(regexp_replace(v, '[$,\s]', '', 'g') as double)
            as decimal(18, 9)
        )
    );

-- A SHA-256 in hexadecimal; whatever else stands there is not read.
create or replace temp macro hex_digest(v) as
    case when regexp_full_match(v, '[0-9a-fA-F]{64}') then lower(v) end;

-- The sum of an object's numbers whose keys match a pattern; null where there is none.
create or replace temp macro sum_of_keys(v, pattern) as
    list_sum(
        list_transform(
            list_filter(try(json_keys(v)), lambda k: regexp_matches(k, pattern)),
            lambda k: to_count(json_extract_string(v, '$."' || replace(k, '"', '') || '"'))
        )
    );

create or replace temp macro to_flag(v) as
    case lower(v)
        when 'true' then true
        when 't' then true
        when '1' then true
        when 'yes' then true
        when 'y' then true
        when '1.0' then true
        when 'false' then false
        when 'f' then false
        when '0' then false
        when 'no' then false
        when 'n' then false
        when '0.0' then false
    end;

-- AS64500, 64500, "64500 Example Net".
create or replace temp macro to_asn(v) as
    try_cast(regexp_extract(v, '^(?i:AS)?\s*([0-9]{1,10})', 1) as bigint);

create or replace temp macro to_country(v) as
    case when regexp_full_match(v, '[A-Za-z]{2}') then upper(v) end;

-- hydrascope.schema.STATUSES, from words or an HTTP status code.
create or replace temp macro word_status(w) as
    case w
        when 'ok' then 'ok'
        when 'success' then 'ok'
        when 'succeeded' then 'ok'
        when 'successful' then 'ok'
        when 'complete' then 'ok'
        when 'completed' then 'ok'
        when 'done' then 'ok'
        when 'true' then 'ok'
        when 'status_code_ok' then 'ok'
        when 'error' then 'error'
        when 'failure' then 'error'
        when 'failed' then 'error'
        when 'fail' then 'error'
        when 'errored' then 'error'
        when 'exception' then 'error'
        when 'timeout' then 'error'
        when 'false' then 'error'
        when 'status_code_error' then 'error'
        when 'blocked' then 'blocked'
        when 'denied' then 'blocked'
        when 'rejected' then 'blocked'
        when 'filtered' then 'blocked'
        when 'guardrail_intervened' then 'blocked'
        when 'rate_limited' then 'blocked'
        when 'refused' then 'blocked'
        when 'cancelled' then 'cancelled'
        when 'canceled' then 'cancelled'
        when 'aborted' then 'cancelled'
        when 'cancel' then 'cancelled'
    end;

create or replace temp macro code_status(n) as
    case
        when n = 499 then 'cancelled'
        when n = 401 or n = 403 or n = 429 or n = 451 then 'blocked'
        when n between 400 and 599 then 'error'
        when n between 200 and 399 then 'ok'
    end;

create or replace temp macro to_status(v) as
    case
        when v is not null
            then coalesce(
                word_status(lower(v)), code_status(try_cast(v as smallint)), 'unknown'
            )
    end;

-- hydrascope's words for the state of an account.
create or replace temp macro to_account_status(v) as
    case lower(v)
        when 'active' then 'active'
        when 'enabled' then 'active'
        when 'ok' then 'active'
        when 'open' then 'active'
        when 'normal' then 'active'
        when 'blocked' then 'blocked'
        when 'banned' then 'blocked'
        when 'suspended' then 'blocked'
        when 'disabled' then 'blocked'
        when 'locked' then 'blocked'
        when 'deactivated' then 'blocked'
        when 'revoked' then 'blocked'
        when 'deleted' then 'deleted'
        when 'removed' then 'deleted'
        when 'closed' then 'deleted'
        when 'deprovisioned' then 'deleted'
        else case when v is not null then 'unknown' end
    end;

create or replace temp macro to_grain(v) as
    case lower(v) when 'bucket' then 'bucket' when 'aggregate' then 'bucket' else 'request' end;

create or replace temp macro word_task(w) as
    case w
        when 'coding' then 'coding'
        when 'reasoning' then 'reasoning'
        when 'tool_use' then 'tool_use'
        when 'grading' then 'grading'
        when 'data_analysis' then 'data_analysis'
        when 'vision' then 'vision'
        when 'writing' then 'writing'
        when 'other' then 'other'
        when 'code' then 'coding'
        when 'programming' then 'coding'
        when 'tool' then 'tool_use'
        when 'tools' then 'tool_use'
        when 'agent' then 'tool_use'
        when 'agentic' then 'tool_use'
        when 'math' then 'reasoning'
        when 'logic' then 'reasoning'
        when 'image' then 'vision'
        when 'multimodal' then 'vision'
        else case when w is not null then 'other' end
    end;

create or replace temp macro to_task(v) as
    word_task(replace(replace(lower(v), ' ', '_'), '-', '_'));

-- The status an error code stands for; null without a code, error for a code of words.
create or replace temp macro error_status(code) as
    case when code is not null then coalesce(code_status(try_cast(code as smallint)), 'error') end;

create or replace temp macro litellm_operation(call_type) as
    case call_type
        when 'completion' then 'chat'
        when 'acompletion' then 'chat'
        when 'embedding' then 'embeddings'
        when 'aembedding' then 'embeddings'
        when 'text_completion' then 'text_completion'
        when 'atext_completion' then 'text_completion'
        else call_type
    end;

-- What a path of a model API asks for, in OpenTelemetry's words; null for any other path.
create or replace temp macro operation_of_path(v) as
    case
        when regexp_matches(v, '/chat/completions|/v1/messages([/?]|$)|/responses([/?]|$)|'
            || '/api/chat|/converse(-stream)?([/?]|$)') then 'chat'
        when regexp_matches(v, '[:/](stream)?[gG]enerateContent') then 'generate_content'
        when regexp_matches(v, '/embeddings?([/?]|$)|:(batch)?[eE]mbedContents?|/api/embed')
            then 'embeddings'
        when regexp_matches(v, '/completions([/?]|$)|/v1/complete([/?]|$)|/api/generate|'
            || '/invoke(-with-response-stream)?([/?]|$)|:(raw|streamRaw)?[pP]redict')
            then 'text_completion'
        when regexp_matches(v, '/images/(generations|edits|variations)') then 'image_generation'
        when regexp_matches(v, '/audio/(transcriptions|translations|speech)') then 'audio'
        when regexp_matches(v, '/(re)?rank([/?]|$)|/score([/?]|$)|/moderations([/?]|$)')
            then 'classification'
    end;
