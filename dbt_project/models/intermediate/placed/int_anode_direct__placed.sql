-- Direct weighings of anodes that count, on the plant's production day and month and on the natural day.
with placed as (
    {{ on_calendar(ref('stg_anode_direct'), day=none, instant='weighed_at') }}
)

select
    *,
    cast(weighed_at as date) as natural_day,
    {{ month_of('weighed_at') }} as natural_period
from placed
