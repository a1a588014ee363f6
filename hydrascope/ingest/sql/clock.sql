-- Every clock an export uses, as UTC without zone. TimeZone is UTC on the connection, so a
-- text without offset is UTC whatever the host's zone.

-- A count of seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by
-- size; exact, because the digits never pass through a float.
create or replace temp macro epoch_instant(n) as
    case
        when abs(n) < 100000000 then null
        when abs(n) < 100000000000 then make_timestamp(try_cast(trunc(n * 1000000) as bigint))
        when abs(n) < 100000000000000 then make_timestamp(try_cast(trunc(n * 1000) as bigint))
        when abs(n) < 100000000000000000 then make_timestamp(try_cast(trunc(n) as bigint))
        when abs(n) < 4000000000000000000
            then make_timestamp(try_cast(trunc(n) as bigint) // 1000)
    end;

-- Casting to a time with zone reads ISO dates with T or blank, with or without offset, and
-- cuts digits beyond microseconds. The rest are a web server's log, decimal commas, and
-- the few written forms seen in exports.
create or replace temp macro text_instant(v) as
    coalesce(
        try_cast(v as timestamptz) at time zone 'UTC',
        try_strptime(v, '%d/%b/%Y:%H:%M:%S %z') at time zone 'UTC',
        try_cast(regexp_replace(v, ',([0-9]{1,9})', '.\1') as timestamptz) at time zone 'UTC',
        try_strptime(
            v,
            [
                '%Y%m%d', '%Y%m%dT%H%M%SZ', '%a, %d %b %Y %H:%M:%S GMT', '%b %d, %Y',
                '%b %d, %Y %H:%M:%S', '%d %b %Y %H:%M:%S', '%m/%d/%Y %H:%M:%S', '%m/%d/%Y %H:%M'
            ]
        )
    );

create or replace temp macro instant(v) as
    case
        when regexp_full_match(v, '[+-]?[0-9]{9,}(\.[0-9]*)?|[0-9.]+[eE][+]?[0-9]+')
            then list_transform(
                [try_cast(v as decimal(30, 9))], lambda n: epoch_instant(n)
            )[1]
        else list_transform(
            [text_instant(v)], lambda t: case when isfinite(t) then t end
        )[1]
    end;

create or replace temp macro milliseconds(begins, ends) as
    case when ends >= begins then date_diff('microsecond', begins, ends) / 1000.0 end;
