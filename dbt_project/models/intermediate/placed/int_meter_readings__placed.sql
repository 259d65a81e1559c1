-- Meter readings that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_meter_readings'), day='reading_date') }}
