-- The value of every parameter that applies at the end of a year. One row per year and parameter.
with years as (
    select distinct year from {{ ref('dim_periods') }}
),

valid as (
    {{ parameters_in_force('year') }}
)

select year, cast(year as varchar) as year_period, parameter, value
from valid
where place = 1
