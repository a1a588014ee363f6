-- question: What does each model cost per million tokens, and from when to when?
-- grain:    statement; fills priced_models from models_to_price and prices
-- params:   none
-- columns:  none
--
-- The model that answered counts before the model asked for. Of the rows in force at a time an
-- exact name wins, then the longest pattern, then a row that names the provider, then the
-- latest. A row without provider fits every provider, a request without provider every row.

create or replace temp table priced_models as
with

named as (

    select
        model_key,
        lower(provider) as provider,
        unnest([1, 2]) as place,
        lower(unnest([response_model, request_model])) as name
    from models_to_price

),

listed as (

    select
        *,
        lower(provider) as maker,
        lower(model) as pattern,
        coalesce(from_at, timestamp '0001-01-01') as starts_at,
        not contains(model, '*') as is_exact,
        length(replace(model, '*', '')) as told,
        replace(
            replace(replace(replace(pattern, '\', '\\'), '%', '\%'), '_', '\_'), '*', '%'
        ) as fitting
    from prices

),

fits as (

    select
        named.model_key,
        named.place,
        listed.* exclude (provider),
        listed.provider is not null as names_provider
    from named
    inner join listed
        on
            (
                listed.provider is null
                or named.provider is null
                or named.provider = listed.maker
            )
            and (
                like_escape(named.name, listed.fitting, '\')
                or like_escape(regexp_extract(named.name, '[^/]*$'), listed.fitting, '\')
            )

),

moments as (

    select distinct
        model_key,
        starts_at
    from fits

),

chosen as (

    select
        moments.model_key,
        moments.starts_at as from_at,
        fits.input_usd,
        fits.output_usd,
        fits.cache_read_usd,
        fits.cache_write_usd
    from moments
    inner join fits
        on moments.model_key = fits.model_key and moments.starts_at >= fits.starts_at
    qualify
        row_number() over (
            partition by moments.model_key, moments.starts_at
            order by
                fits.place asc, fits.is_exact desc, fits.told desc, fits.names_provider desc,
                fits.starts_at desc, fits.pattern asc
        ) = 1

)

select
    model_key,
    from_at,
    lead(from_at, 1, timestamp 'infinity') over (
        partition by model_key order by from_at
    ) as to_at,
    input_usd,
    output_usd,
    cache_read_usd,
    cache_write_usd
from chosen
