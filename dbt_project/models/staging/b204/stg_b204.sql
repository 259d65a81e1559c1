-- B204-1工业产销总值及主要产品产量: one row per indicator of the form; only rows that count after superseding.
select
    source.plant_code as plant,
    source.period,
    source.file,
    source.sheet,
    source.row_no,
    source.row_key,
    source.version,
    source.delivery_id,
    source.received_date,
    source.content_hash,
    source.indicator_raw,
    source.indicator_code,
    source.unit,
    source.code,
    source.month_value,
    source.cum_value,
    source.last_year_month_value,
    source.last_year_cum_value,
    source.report_month
from {{ source('lake', 'b204') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'b204' and resolved.status = 'keep'
