-- Platform feed that counts, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_platform_feed'), day='feed_date') }}
