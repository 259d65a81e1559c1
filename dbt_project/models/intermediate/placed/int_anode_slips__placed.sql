-- Anode transfer slips that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_anode_slips'), day='slip_date') }}
