-- Inbound anode tickets that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_anode_trucks'), day=none, instant='weighed_at') }}
