-- Periods in which something must be answered, by cadence. One row per plant, cadence and period.
-- `month` and `year` are asked for; `year_month` are the twelve months of an asked year (annual files that speak of
-- months); `month_in_year` are asked months whose year is asked too (a monthly file against an annual one).
with asked as (
    select
        plant as plant_code,
        period_kind,
        period,
        year,
        year_period,
        accounting_start,
        accounting_end
    from {{ ref('dim_periods') }}
    where is_asked
),

years as (
    select * from asked where period_kind = 'year'
),

months as (
    select * from asked where period_kind = 'month'
),

months_of_years as (
    select
        years.plant_code,
        years.year,
        years.period || '-' || lpad(cast(numbers.number as varchar), 2, '0') as period
    from years
    cross join ({{ numbers_below_ten_thousand() }}) as numbers
    where numbers.number between 1 and 12
)

select plant_code, 'month' as cadence, period_kind, period, year, accounting_start, accounting_end from months
union all
select plant_code, 'year', period_kind, period, year, accounting_start, accounting_end from years
union all
select plant_code, 'year_month', 'month', period, year, cast(null as date), cast(null as date) from months_of_years
union all
select
    months.plant_code, 'month_in_year', months.period_kind, months.period, months.year, months.accounting_start,
    months.accounting_end
from months
inner join years on months.plant_code = years.plant_code and months.year_period = years.period
