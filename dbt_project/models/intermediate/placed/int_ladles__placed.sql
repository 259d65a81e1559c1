-- Ladle tickets that count, on the plant's production day and month and on the natural day.
with placed as (
    {{ on_calendar(ref('stg_ladle_tickets'), day='stat_date', instant='weighed_at') }}
)

select
    *,
    coalesce(use_code, 'other') = 'backpour' as is_backpour,
    coalesce(cast(weighed_at as date), stat_date) as natural_day,
    {{ month_of('coalesce(cast(weighed_at as date), stat_date)') }} as natural_period
from placed
