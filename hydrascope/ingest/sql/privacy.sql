-- Text that identifies a person, made uniform before it is hashed. Run once per
-- connection, after keyed_hash(domain, value) has been defined from the secret.

-- What a file writes for "nothing here". A pattern, not IN: the engine turns a long IN
-- list into a join, which every query over the column would have to pay for.
-- What begins with a digit or a to m is no such word: two comparisons tell most cells, in a
-- third of the time the pattern takes.
create or replace temp macro clean(v) as
    case
        when (v between '0' and '9~' or v between 'a' and 'm~') and not suffix(v, ' ') then v
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

-- Of addresses see addresses.sql; an argument used twice is bound there as here, by a lambda.

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

-- The shapes of secret keys and tokens.
create or replace temp macro key_shape() as
    '\b(?:sk|pk|rk|xai|gsk)[-_][A-Za-z0-9_-]{12,}|\bBearer\s+[A-Za-z0-9._~+/-]{8,}|'
    || '\bAIza[0-9A-Za-z_-]{16,}|\b(?:AKIA|ASIA)[0-9A-Z]{12,}|\bgh[oprsu]_[A-Za-z0-9]{16,}|'
    || '\bgithub_pat_[A-Za-z0-9_]{16,}|\bglpat-[A-Za-z0-9_-]{16,}|\bhf_[A-Za-z0-9]{16,}|'
    || '\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\beyJ[A-Za-z0-9_-]{8,}';

create or replace temp macro mail_shape() as '[^\s@]@[^\s@]+\.[^\s@]';

create or replace temp macro phone_shape() as
    '^\s*(?:\+|00)[1-9][0-9 ()./-]{5,}[0-9]\s*$|'
    || '^\s*(?:1[ .-])?\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}\s*$';

create or replace temp macro ip_shape() as
    '^\s*[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?::[0-9]+)?\s*$|'
    || '^\s*\[?(?:[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{1,4}){7}|'
    || '[0-9a-fA-F:]*::[0-9a-fA-F:.]*)(?:%[0-9A-Za-z_.-]+)?(?:\](?::[0-9]+)?)?\s*$';

create or replace temp macro is_personal(v) as
    regexp_matches(
        v, mail_shape() || '|' || key_shape() || '|' || phone_shape() || '|' || ip_shape()
    );

-- An identifier is kept, unless it is a mail, a number to call, an address or a key: those
-- become a keyed hash, the same everywhere, so that they still join. Give it a column.
create or replace temp macro safe_id(v) as
    case
        when not is_personal(v) then v
        when regexp_matches(v, key_shape()) then 'key:' || keyed_hash('key', trim(v))
        when regexp_matches(v, mail_shape()) then 'mail:' || keyed_hash('email', lower(trim(v)))
        when regexp_matches(v, ip_shape())
            then 'ip:' || keyed_hash('ip', coalesce(normal_address(v), trim(v)))
        when v is not null then 'phone:' || phone_hash(v)
    end;

-- What an attribute or an identifier is about, by the words people use for its type.
create or replace temp macro personal_kind(t) as
    case
        when regexp_matches(t, '(^|[^a-z])(ip_?)?prefix$') then 'prefix'
        when regexp_matches(t, '(^|[^a-z])e?-?mail_norm$') then 'email_norm'
        when regexp_matches(t, '(^|[^a-z])e?-?mails?([^a-z]?addr(ess)?)?$') then 'email'
        when regexp_matches(t, '(^|[^a-z])(phone|mobile|tel|telephone|msisdn)([^a-z]?(no|number))?$')
            then 'phone'
        when regexp_matches(t, '(^|[^a-z])(payment|card|iban)([^a-z]?(number|fingerprint))?$')
            then 'payment'
        when regexp_matches(t, '(^|[^a-z])(ip|ipv4|ipv6|addr|address|ip[^a-z]?addr(ess)?)$')
            then 'address'
    end;

-- The type as Hydrascope calls it; a team's own longer name stays.
create or replace temp macro to_attribute_type(t) as
    case
        when personal_kind(t) is not null and regexp_full_match(
            t, '(ip_?|e-?)?[a-z]+([^a-z]?(addr(ess)?|no|number|fingerprint|norm))?'
        ) then personal_kind(t)
        else t
    end;

-- An identifier whose type says what it is, where its shape does not.
create or replace temp macro typed_id(t, v) as
    case
        when is_personal(v) or regexp_full_match(v, '(mail|phone|ip|key):[0-9a-f]{16}') then v
        when personal_kind(t) = 'email' then 'mail:' || email_hash(v)
        when personal_kind(t) = 'phone' then 'phone:' || phone_hash(v)
        when personal_kind(t) = 'address'
            then 'ip:' || keyed_hash('ip', coalesce(normal_address(v), trim(v)))
        when personal_kind(t) = 'payment' then 'card:' || payment_hash(v)
        else v
    end;

-- Escapes such as \u0040 as the signs they stand for, so that masks can see them.
create or replace temp macro unescaped(v) as
    case
        when not regexp_matches(v, '\\u[0-9a-fA-F]{4}') then v
        when json_valid(v) then json(v)::varchar
        else regexp_replace(v, '[^\s",;]*\\u[0-9a-fA-F]{4}[^\s",;]*', '***', 'g')
    end;

-- Scalars of a record that have no column: without those whose name or value tells of a
-- person or a secret.
create or replace temp macro safe_extra(v, denied) as
    case
        when try(json_type(v)) = 'OBJECT' then '{' || array_to_string(
            list_transform(
                list_filter(
                    json_keys(v),
                    lambda k: not regexp_matches(k, '["\\]')
                    and not regexp_matches(
                        regexp_replace(lower(k), '[^0-9a-z]', '', 'g'),
                        denied || '|mail|phone|address|card|iban|^ip$|ip$|^ip(v4|v6)$|'
                        || '^(prompt|messages?|content|input|output|response|text|body)$'
                    )
                    and not regexp_matches(
                        json_extract(v, '$."' || k || '"')::varchar, '^[{\[]'
                    )
                    and not is_personal(coalesce(json_extract_string(v, '$."' || k || '"'), ''))
                ),
                lambda k: to_json(k)::varchar || ':'
                || json_extract(v, '$."' || k || '"')::varchar
            ), ','
        ) || '}'
    end;

-- Counts of tokens as bare numbers: in cells they are text, and their names are those of bodies.
create or replace temp macro counts_bare(v) as
    regexp_replace(v, '("[A-Za-z_ .]*[Tt]okens"\s*:\s*)"([0-9]{1,12})"', '\1\2', 'g');

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
                                counts_bare(unescaped(trim(v, chr(10) || chr(13)))),
                                '(?i)("(?:[^"]*(?:passw|secret|totp|salt|backup_code|pwd|cookie|'
                                || 'authorization|credential)[^"]*|[^"]*token)"\s*:\s*)'
                                || '("(?:[^"\\]|\\.)*"?|[^,}\]]*)',
                                '\1"***"', 'g'
                            ),
                            '(?i)("[^"]*(?:prompt|message|content|text|input|output|response|'
                            || 'body|mail|phone|payment|card|address|name|_ip|ip_)[^"]*"\s*:\s*)'
                            || '"(?:[^"\\]|\\.)*"?|'
                            || '("[^"]*(?:mail|phone|mobile|payment|card|address|_ip|ip_)[^"]*"'
                            || '\s*:\s*)-?[0-9][0-9.eE+-]*',
                            '\1\2"***"', 'g'
                        ),
                        '\$(?:2[abxy]|argon2[a-z]*|scrypt|pbkdf2[a-z0-9-]*)\$[^",\s;|]*|'
                        || '\b(?:sk|pk|rk|xai|gsk)[-_][A-Za-z0-9_-]{8,}|'
                        || 'Bearer\s+[A-Za-z0-9._~+/-]+|' || key_shape(),
                        '***', 'g'
                    ),
                    '[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+', '***', 'g'
                ),
                '\b[0-9]{1,3}(?:\.[0-9]{1,3}){3}\b|'
                || '\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}\b|'
                || '(?:[0-9a-fA-F]{1,4}:)*[0-9a-fA-F]{0,4}::[0-9a-fA-F:.]*(?:%[0-9a-zA-Z]+)?|'
                || '\+[0-9][0-9 ()-]{6,}[0-9]',
                '***', 'g'
            ),
            '\p{L}[\p{L}''’]*(?:[ ,;.!?-]+[\p{L}\p{N}''’]+){3,}|'
            || '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Hangul}'
            || 'ー、。！？，：；「」]{13,}',
            '***', 'g'
        ),
        2000
    );
