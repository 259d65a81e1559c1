-- Intra-group purchases that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_intra_in'), day=none, instant='weighed_at') }}
