-- Daily reports that count, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_daily_report'), day='report_date') }}
