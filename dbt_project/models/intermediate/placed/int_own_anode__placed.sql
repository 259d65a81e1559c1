-- Own anode production that counts, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_own_anode'), day='produced_date') }}
