-- Intra-group sales that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_intra_out'), day=none, instant='weighed_at') }}
