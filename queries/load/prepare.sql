-- question: Which notes does an import keep in memory while it loads?
-- grain:    statements; temporary tables of the importing connection
-- params:   none
-- columns:  none
--
-- Clear addresses exist only in address_book, which lives and dies with the connection.

create or replace temp table account_book (
    id_type varchar,
    raw_id varchar,
    account_key integer,
    country_code bigint,
    plan_code bigint
);

create or replace temp table kind_book (
    kind_hash ubigint,
    kind_code bigint,
    country_code bigint
);

-- What a million tokens of each kind cost, and from when to when.
create or replace temp table price_book (
    kind_hash ubigint,
    from_at timestamp,
    to_at timestamp,
    input_usd double,
    output_usd double,
    cache_read_usd double,
    cache_write_usd double
);

create or replace temp table address_book (
    client_address varchar,
    address_key integer
);

create or replace temp table batch_dropped (
    source_file varchar,
    source_line bigint,
    source_item bigint
);

-- The client's family: what the client string says before its first version or space.
create or replace temp macro client_family(agent) as
coalesce(
    nullif(lower(left(regexp_extract(agent, '^[A-Za-z][A-Za-z0-9_.-]*'), 40)), ''),
    '(unknown)'
);

-- Ten letters of Crockford's base 32 out of a keyed 64-bit number: short, stable, unreadable.
create or replace temp macro short_name(number) as
'acct-' || array_to_string(
    [
        substr('0123456789abcdefghjkmnpqrstvwxyz', ((number >> (5 * place)) & 31)::integer + 1, 1)
        for place in range(10)
    ],
    ''
);

create or replace temp macro request_kind(
    source, provider, request_model, response_model, status, task, agent, country
) as
hash(source, provider, request_model, response_model, status, task, agent, country);

-- Cost by list price in USD; prices are per million tokens, and cached tokens are part of the
-- input. Cached tokens without a price of their own count as input. Null where tokens with a
-- price are not known; what a gateway's own cache answered cost nothing.
create or replace temp macro listed_cost(
    input_tokens, output_tokens, read_tokens, written_tokens, is_cache_hit,
    input_usd, output_usd, cache_read_usd, cache_write_usd
) as
case
    when is_cache_hit and input_usd is not null then 0::decimal(18, 9)
    else try_cast(
        (
            greatest(
                input_tokens - coalesce(read_tokens, 0) - coalesce(written_tokens, 0), 0
            ) * input_usd
            + coalesce(read_tokens, 0) * coalesce(cache_read_usd, input_usd)
            + coalesce(written_tokens, 0) * coalesce(cache_write_usd, input_usd)
            + case when output_usd is null then 0 else output_tokens * output_usd end
        ) / 1000000 as decimal(18, 9)
    )
end;

-- A model's name without what only one system adds: provider, region, version, date.
create or replace temp macro bare_model(name) as
regexp_replace(
    regexp_replace(
        regexp_replace(lower(regexp_extract(name, '[^/]*$')), '^([a-z]{2,6}\.)?[a-z0-9]+\.', ''),
        '(-v[0-9]+)?(:[0-9]+)?$', ''
    ),
    '([-@][0-9]{8}|-[0-9]{4}-[0-9]{2}-[0-9]{2}|-latest)$', ''
);

-- Whether two amounts differ by no more than a part of the larger.
create or replace temp macro is_near(one, other, part) as
abs(one - other) <= part * greatest(one, other);

-- How much of a record is there: decides which of two copies of one request stays.
create or replace temp macro row_completeness(
    input_tokens, output_tokens, cost, duration, status, model, agent, template
) as
(input_tokens is not null)::integer
+ (output_tokens is not null)::integer
+ (cost is not null)::integer
+ (duration is not null)::integer
+ (coalesce(status, 'unknown') <> 'unknown')::integer
+ (model is not null)::integer
+ (agent is not null)::integer
+ (template is not null)::integer;

create or replace temp macro segment_value(name, segment) as
case name
    when 'source' then segment.source
    when 'provider' then segment.provider
    when 'model' then segment.model
    when 'country' then segment.country
    when 'status' then segment.status
    when 'plan' then segment.plan
    when 'task' then segment.task
    when 'client' then segment.client
end
