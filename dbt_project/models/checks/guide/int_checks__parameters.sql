-- The value of every parameter that applies at the end of a year. One row per year and parameter.
with years as (
    select distinct year from {{ ref('dim_periods') }}
),

valid as (
    select
        years.year,
        parameters.parameter,
        parameters.value,
        row_number() over (
            partition by years.year, parameters.parameter order by parameters.valid_from desc, parameters.origin
        ) as place
    from years
    inner join {{ ref('dim_parameters') }} as parameters
        on parameters.is_default
        and coalesce(parameters.valid_from, make_date(1900, 1, 1)) <= make_date(years.year, 12, 31)
        and coalesce(parameters.valid_to, make_date(9999, 12, 31)) >= make_date(years.year, 12, 31)
)

select year, cast(year as varchar) as year_period, parameter, value
from valid
where place = 1
