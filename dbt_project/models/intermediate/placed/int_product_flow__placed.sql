-- Product stock flow that counts, on the plant's production day and accounting month.
{{ on_calendar(ref('stg_product_flow'), day='flow_date') }}
