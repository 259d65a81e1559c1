-- Calendar of every plant: months and years of the close, with both bounds of both bases.
with labels as (
    select 'month' as period_kind, period, is_asked, {{ first_of_month('period') }} as first_day,
        {{ first_of_month('period') }} as last_month
    from {{ source('run', 'scope_months') }}
    union all
    select 'year', period, is_asked, cast(period || '-01-01' as date), cast(period || '-12-01' as date)
    from {{ source('run', 'scope_years') }}
),

bounded as (
    select
        plants.*,
        labels.period_kind,
        labels.period,
        labels.is_asked,
        labels.first_day as natural_start,
        {{ last_of_month('labels.last_month') }} as natural_end,
        {{ add_days(accounting_close(add_months('labels.first_day', -1), 'plants.month_end_day'), 1) }}
            as accounting_start,
        {{ accounting_close('labels.last_month', 'plants.month_end_day') }} as accounting_end
    from labels
    cross join {{ ref('dim_plants') }} as plants
)

select
    plant,
    period_kind,
    period,
    cast(substring(period, 1, 4) as integer) as year,
    is_asked,
    accounting_start,
    accounting_end,
    natural_start,
    natural_end,
    {{ add_minutes('accounting_start', 'day_cut_minutes') }} as accounting_start_at,
    {{ add_minutes(add_days('accounting_end', 1), 'day_cut_minutes') }} as accounting_end_at,
    cast(natural_start as timestamp) as natural_start_at,
    cast({{ add_days('natural_end', 1) }} as timestamp) as natural_end_at,
    {{ dbt.datediff('accounting_start', 'accounting_end', 'day') }} + 1 as accounting_days,
    {{ dbt.datediff('natural_start', 'natural_end', 'day') }} + 1 as natural_days,
    case
        when period_kind = 'month' then {{ month_of(add_months('natural_start', -1)) }}
        else cast(cast(period as integer) - 1 as varchar)
    end as previous_period,
    period_kind = 'month' and substring(period, 6, 2) = '01' as is_first_month,
    substring(period, 1, 4) as year_period,
    case
        when period_kind = 'month' and due_rule like 'next_month:%'
            then {{ add_days(add_months('natural_start', 1),
                    "(" ~ try_to("substring(due_rule, 12)", "integer") ~ " - 1)") }}
        when period_kind = 'year' and due_rule like 'next_year:%'
            then {{ try_to("cast(cast(period as integer) + 1 as varchar) || '-' || substring(due_rule, 11)", "date") }}
    end as due_date
from bounded
