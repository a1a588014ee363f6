-- One flat JSON object per span or log record: its attributes, then those of its resource, and what is
-- beside them as "span.…". Attributes are read in order, so a repeated key keeps its first
-- value. From: records(source_file, source_line, problem, raw), one batch of spans each.

with batches as (
    select
        *,
        unnest(
            case
                when spans is null then [raw]
                when len(spans) = 0 then ['{"span.empty": "true"}']
                else spans
            end
        ) as resource,
        generate_subscripts(
            case when spans is null or len(spans) = 0 then [''] else spans end, 1
        ) as resource_place
    from (
        select
            *,
            case
                when raw like '%esource%pans%' then try(
                    list_concat(
                        json_extract(raw, '$.resourceSpans[*]')::varchar[],
                        json_extract(raw, '$.resource_spans[*]')::varchar[]
                    )
                )
                when raw like '%esource%ogs%' then try(
                    list_concat(
                        json_extract(raw, '$.resourceLogs[*]')::varchar[],
                        json_extract(raw, '$.resource_logs[*]')::varchar[]
                    )
                )
            end as spans
        from records
    )
),

spans as (
    select
        * exclude (resource, found),
        try(json_extract_string(
            resource,
            '$.resource.attributes[*]'
        )) as resource_attributes,
        unnest(found) as span,
        (resource_place - 1) * 4294967296 + generate_subscripts(found, 1) as source_item
    from (
        select
            *,
            case
                when spans is null or len(spans) = 0 then [resource]
                else coalesce(
                    nullif(
                        try(list_concat(
                            json_extract(
                                resource, '$.scopeSpans[*].spans[*]'
                            )::varchar[],
                            list_concat(
                                json_extract(
                                    resource, '$.scope_spans[*].spans[*]'
                                )::varchar[],
                                list_concat(
                                    json_extract(
                                        resource,
                                        '$.instrumentationLibrarySpans[*].spans[*]'
                                    )::varchar[],
                                    list_concat(
                                        json_extract(
                                            resource, '$.scopeLogs[*].logRecords[*]'
                                        )::varchar[],
                                        json_extract(
                                            resource, '$.scope_logs[*].log_records[*]'
                                        )::varchar[]
                                    )
                                )
                            )
                        )),
                        []
                    ),
                    ['{"span.empty": "true"}']
                )
            end as found
        from batches
    )
),

parts as (
    select
        *,
        try(json_extract_string(
            span,
            [
                '$.traceId', '$.spanId', '$.startTimeUnixNano', '$.endTimeUnixNano',
                '$.status.code', '$.trace_id', '$.span_id', '$.start_time_unix_nano',
                '$.end_time_unix_nano', '$.name', '$."span.empty"', '$.resourceMetrics',
                '$.timeUnixNano', '$.time_unix_nano', '$.observedTimeUnixNano',
                '$.observed_time_unix_nano', '$.eventName', '$.event_name'
            ]
        )) as own,
        try(json_extract_string(span, '$.attributes[*]')) as attributes,
        try(json_extract_string(span, '$.events[*]')) as events
    from spans
),

pairs as (
    select
        *,
        [
            json_extract_string(
                attribute,
                [
                    '$.key', '$.value.stringValue', '$.value.intValue',
                    '$.value.doubleValue', '$.value.boolValue', '$.value'
                ]
            )
            for attribute in list_concat(
                list_concat(attributes, resource_attributes),
                flatten([
                    json_extract_string(e, '$.attributes[*]')
                    for e in events
                    if json_extract_string(e, '$.name') = 'gen_ai.content.prompt'
                ])
            )
        ] as cells,
        list_filter(
            events,
            lambda e: regexp_matches(json_extract_string(e, '$.name'), '(?i)first.?token')
        )[1] as first_token,
        list_filter(
            events, lambda e: json_extract_string(e, '$.name') = 'exception'
        )[1] as failure
    from parts
),

told as (
    select
        *,
        list_filter(
            cells,
            lambda c: regexp_matches(
                c[1],
                '^(gen_ai\.prompt|llm\.input_messages|llm\.prompts)\.[0-9]+\.'
                || '((message\.)?content|prompt\.text|'
                || 'message\.contents\.[0-9]+\.message_content\.text)$'
            )
        ) as messages,
        list_distinct(
            [
                regexp_extract(c[1], '^(?:llm\.tools|llm\.request\.functions)\.([0-9]+)\.', 1)
                for c in cells
                if regexp_matches(c[1], '^(llm\.tools|llm\.request\.functions)\.[0-9]+\.')
            ]
        ) as tools,
        list_filter(cells, lambda c: c[1] like '%message_content.image%') as images
    from pairs
)

select
    source_file,
    source_line,
    source_item,
    problem,
    case
        when own is null then span
        else '{' || array_to_string(
            list_concat(
                [
                    '"span.trace":' || to_json(coalesce(own[1], own[6])),
                    '"span.id":' || to_json(coalesce(own[2], own[7])),
                    '"span.start":' || to_json(coalesce(
                        own[3], own[8], nullif(own[13], '0'), nullif(own[14], '0'), own[15], own[16]
                    )),
                    '"span.end":' || to_json(coalesce(own[4], own[9])),
                    '"span.status":' || to_json(own[5]),
                    '"span.name":' || to_json(coalesce(own[10], own[17], own[18])),
                    '"span.empty":' || to_json(own[11]),
                    '"span.metrics":' || to_json(own[12] is not null),
                    '"span.first_token":' || to_json(json_extract_string(
                        first_token, '$.timeUnixNano'
                    )),
                    '"span.failure":' || to_json(list_filter(
                        [
                            json_extract_string(a, '$.value.stringValue')
                            for a in json_extract_string(failure, '$.attributes[*]')
                            if json_extract_string(a, '$.key') = 'exception.type'
                        ],
                        lambda name: name is not null
                    )[1]),
                    '"span.messages":' || to_json(nullif(array_to_string(
                        [coalesce(c[2], '') for c in messages], chr(10)
                    ), '')),
                    '"span.tools":' || to_json(nullif(len(tools), 0)),
                    '"span.images":' || to_json(len(images) > 0)
                ],
                [
                    to_json(c[1]) || ':' || to_json(
                        coalesce(c[2], c[3], c[4], c[5], c[6])
                    )
                    for c in cells
                    if c[1] is not null
                ]
            ),
            ','
        ) || '}'
    end as raw
from told
