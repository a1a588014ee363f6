-- Text that identifies a person, made uniform before it is hashed. Run once per
-- connection, after keyed_hash(domain, value) has been defined from the secret.

-- What a file writes for "nothing here". A pattern, not IN: the engine turns a long IN
-- list into a join, which every query over the column would have to pay for.
create or replace temp macro clean(v) as
    case
        when strlen(v) > 16 then trim(v)
        when not regexp_full_match(
            v,
            '\s*(?:-|[nN]ull|NULL|[nN]one|NaN|nan|undefined|[nN]/[aA]|\(null\)|<null>|\\N)?\s*'
        ) then trim(v)
    end;

-- The bits of a keyed hash as a number: eight bytes instead of sixteen characters.
create or replace temp macro keyed_number(domain, v) as
    ('0x' || keyed_hash(domain, v))::ubigint;

-- A hash somebody else supplied: sixteen hexadecimal digits keep their exact value.
create or replace temp macro supplied_number(v) as
    case
        when strlen(v) = 16
            then coalesce(try_cast('0x' || v as ubigint), md5_number_lower(v))
        else md5_number_lower(v)
    end;

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

create or replace temp macro normal_email(v) as
    case when v like '%_@_%' then lower(trim(v)) end;

create or replace temp macro email_domain(v) as
    nullif(rtrim(regexp_extract(lower(trim(v)), '^.+@([^@]+)$', 1), '.'), '');

-- Without +tag; hosts that ignore dots lose them.
create or replace temp macro normal_email_untagged(v) as
    list_transform(
        [regexp_replace(lower(trim(v)), '^([^+@]+)\+[^@]*@', '\1@')],
        lambda m: case
            when regexp_matches(m, '.@(gmail|googlemail)\.com$')
                then replace(regexp_extract(m, '^(.*)@', 1), '.', '') || '@gmail.com'
            when m like '%_@_%' then m
        end
    )[1];

-- The shape of the local part: letters a, digits 9, other signs as they are; runs keep
-- their length.
create or replace temp macro email_pattern(v) as
    nullif(
        regexp_replace(
            regexp_replace(
                regexp_extract(lower(trim(v)), '^(.+)@[^@]+$', 1), '\p{L}', 'a', 'g'
            ),
            '\p{Nd}', '9', 'g'
        ),
        ''
    );

create or replace temp macro normal_phone(v) as
    list_transform(
        [regexp_replace(v, '[^0-9]', '', 'g')],
        lambda digits: case
            when length(digits) >= 5 then regexp_replace(digits, '^00', '')
        end
    )[1];

create or replace temp macro address_hash(v) as keyed_hash('ip', normal_address(v));
create or replace temp macro prefix_hash(v) as keyed_hash('prefix', address_prefix(v));
create or replace temp macro email_hash(v) as
    keyed_hash('email', lower(trim(v)));
create or replace temp macro email_norm_hash(v) as
    keyed_hash('email', coalesce(normal_email_untagged(v), lower(trim(v))));
create or replace temp macro phone_hash(v) as
    keyed_hash('phone', coalesce(normal_phone(v), trim(v)));
create or replace temp macro payment_hash(v) as keyed_hash('card', trim(v));

-- An id of a key is kept; a key itself never is.
create or replace temp macro safe_key(v) as
    case
        when regexp_matches(v, '^(sk|pk|rk|xai|gsk|ghp|AKIA|Bearer )[-_ A-Za-z0-9]')
            and length(v) >= 16
            then 'key-' || keyed_hash('key', v)
        else v
    end;

-- A rejected record, kept so that it can be mended: without secrets, bodies, people's
-- names for themselves, addresses, and any run of words (a prompt wherever it stands).
create or replace temp macro redacted(v) as
    left(
        regexp_replace(
            regexp_replace(
                regexp_replace(
                    regexp_replace(
                        regexp_replace(
                            regexp_replace(
                                trim(v, chr(10) || chr(13)),
                                '(?i)("(?:[^"]*(?:passw|secret|totp|salt|backup_code|pwd|cookie|'
                                || 'authorization|credential)[^"]*|[^"]*token)"\s*:\s*)'
                                || '("(?:[^"\\]|\\.)*"?|[^,}\]]*)',
                                '\1"***"', 'g'
                            ),
                            '(?i)("[^"]*(?:prompt|message|content|text|input|output|response|'
                            || 'body|mail|phone|payment|card|address|name|_ip|ip_)[^"]*"\s*:\s*)'
                            || '"(?:[^"\\]|\\.)*"?',
                            '\1"***"', 'g'
                        ),
                        '\$(?:2[abxy]|argon2[a-z]*|scrypt|pbkdf2[a-z0-9-]*)\$[^",\s;|]*|'
                        || '\b(?:sk|pk|rk|xai|gsk)[-_][A-Za-z0-9_-]{8,}|'
                        || 'Bearer\s+[A-Za-z0-9._~+/-]+',
                        '***', 'g'
                    ),
                    '[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+', '***', 'g'
                ),
                '\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|'
                || '\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}\b|'
                || '\+[0-9][0-9 ()-]{6,}[0-9]',
                '***', 'g'
            ),
            '\p{L}[\p{L}''’]*(?:[ ,;.!?-]+[\p{L}\p{N}''’]+){3,}', '***', 'g'
        ),
        2000
    );
