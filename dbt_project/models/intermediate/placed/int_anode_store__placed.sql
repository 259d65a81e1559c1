-- Anode store issues that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_anode_store'), day='issue_date') }}
