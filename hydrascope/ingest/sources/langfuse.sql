-- One record per observation of a downloaded trace, with the trace's user and session, under
-- the names of the blob export. From: records(source_file, source_line, problem, raw), one
-- {trace, observations} each; a trace without observations stays what it was.

with parts as (
    select
        *,
        try(json_extract(raw, '$.observations[*]')) as found,
        try(json_extract_string(raw, ['$.trace.userId', '$.trace.sessionId'])) as owner
    from records
),

observations as (
    select
        * exclude (found),
        unnest(listed) as o,
        generate_subscripts(listed, 1) as source_item
    from (
        select
            *,
            case when len(found) > 0 then found else [null] end as listed
        from parts
    )
)

select
    source_file,
    source_line,
    source_item,
    problem,
    case
        when o is null then raw
        else json_object(
            'id', o -> '$.id',
            'trace_id', o -> '$.traceId',
            'project_id', o -> '$.projectId',
            'type', o -> '$.type',
            'start_time', o -> '$.startTime',
            'end_time', o -> '$.endTime',
            'completion_start_time', o -> '$.completionStartTime',
            'user_id', coalesce(o ->> '$.userId', owner[1]),
            'session_id', coalesce(o ->> '$.sessionId', owner[2]),
            'level', o -> '$.level',
            'status_message', o -> '$.statusMessage',
            'model', coalesce(o ->> '$.model', o ->> '$.providedModelName'),
            'model_parameters', o -> '$.modelParameters',
            'usage_details', o -> '$.usageDetails',
            'input_usage', coalesce(o -> '$.inputUsage', o -> '$.promptTokens'),
            'output_usage', coalesce(o -> '$.outputUsage', o -> '$.completionTokens'),
            'cost_details', o -> '$.costDetails',
            'total_cost', coalesce(o -> '$.totalCost', o -> '$.calculatedTotalCost'),
            'input', o -> '$.input',
            'tool_definitions', o -> '$.toolDefinitions'
        )::varchar
    end as raw
from observations
