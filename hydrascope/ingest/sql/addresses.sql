-- One spelling per network address, and the neighbourhood it is in. Run before privacy.sql.

-- Macros are copied into the query text by the engine: an argument used twice is computed
-- and planned twice, and nesting multiplies. A list of one element with a lambda binds it
-- once: list_transform([expression], lambda name: …)[1].

-- The last hop of a forwarded-for list (its left end can be forged), without port,
-- brackets or zone; IPv4 carried inside IPv6 is IPv4.
create or replace temp macro plain_address(v) as
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    lower(trim(string_split(v, ',')[-1])),
                    '^\[([^\]]*)\](:[0-9]+)?$', '\1'
                ),
                '^([0-9.]+):[0-9]+$', '\1'
            ),
            '%[0-9a-z_.-]+$', ''
        ),
        '^(?:0{0,4}:){2,6}:?ffff:([0-9]{1,3}(?:\.[0-9]{1,3}){3})$', '\1'
    );

create or replace temp macro is_plain_ipv4(v) as
    regexp_full_match(
        v, '(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}'
        || '(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])'
    );

create or replace temp macro is_padded_ipv4(v) as
    regexp_full_match(
        v, '(?:(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})\.){3}'
        || '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]{1,2})'
    );

create or replace temp macro is_ipv6(v) as
    regexp_full_match(v, '[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,8}')
    and v not like '%:::%'
    and case
        when v like '%::%'
            then len(string_split(v, '::')) = 2 and len(string_split(v, ':')) <= 9
        else regexp_full_match(v, '[0-9a-f]{1,4}(?::[0-9a-f]{1,4}){7}')
    end;

-- The eight groups of an IPv6 address, without leading zeros.
create or replace temp macro ipv6_groups(v) as
    list_transform(
        [
            [
                case
                    when part = '' then []::varchar[]
                    else list_transform(
                        string_split(part, ':'),
                        lambda g: coalesce(nullif(ltrim(g, '0'), ''), '0')
                    )
                end
                for part in string_split(v, '::')
            ]
        ],
        lambda halves: case
            when len(halves) = 2 then list_concat(
                list_concat(
                    halves[1],
                    list_transform(
                        range(8 - len(halves[1]) - len(halves[2])), lambda i: '0'
                    )
                ),
                halves[2]
            )
            else halves[1]
        end
    )[1];

create or replace temp macro hex_bytes(group_text) as
    list_transform(
        [try_cast('0x' || group_text as bigint)],
        lambda n: (n // 256)::varchar || '.' || (n % 256)::varchar
    )[1];

create or replace temp macro ipv6_text(v) as
    list_transform(
        [ipv6_groups(v)],
        lambda g: case
            when g[1:6] = ['0', '0', '0', '0', '0', 'ffff']
                then hex_bytes(g[7]) || '.' || hex_bytes(g[8])
            else array_to_string(g, ':')
        end
    )[1];

-- One spelling per address. A masked address names nobody: null. Text that is no address
-- is a token supplied instead of one, and stays.
create or replace temp macro plain_to_normal(p) as
    case
        when p is null or p like '%*%' then null
        when p = '' then null
        when regexp_full_match(p, '-|unknown|localhost|none|null') then null
        when is_plain_ipv4(p) then p
        when is_padded_ipv4(p)
            then array_to_string(
                list_transform(
                    string_split(p, '.'), lambda part: try_cast(part as integer)::varchar
                ),
                '.'
            )
        when is_ipv6(p) then ipv6_text(p)
        else p
    end;

create or replace temp macro normal_address(v) as
    case
        when is_plain_ipv4(v) then v
        else list_transform([plain_address(v)], lambda p: plain_to_normal(p))[1]
    end;

create or replace temp macro ipv4_prefix(v) as
    regexp_extract(v, '^([0-9]+\.[0-9]+\.[0-9]+)\.', 1) || '.0/24';

-- The /24 of an IPv4 address (also of a masked one), the /48 of an IPv6 address, null
-- for anything else: a supplied hash does not tell its neighbourhood.
create or replace temp macro address_prefix(v) as
    case
        when is_plain_ipv4(v) then ipv4_prefix(v)
        else list_transform(
            [regexp_replace(plain_address(v), '\*+$', '0')],
            lambda p: list_transform(
                [plain_to_normal(p)],
                lambda n: case
                    when is_plain_ipv4(n) then ipv4_prefix(n)
                    when is_ipv6(n)
                        then array_to_string(string_split(n, ':')[1:3], ':') || '::/48'
                end
            )[1]
        )[1]
    end;
