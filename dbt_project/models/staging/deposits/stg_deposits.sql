-- 月度信息化存证记录: one row per month, process and parameter; only rows that count after superseding.
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
    source.data_month,
    source.process,
    source.process_raw,
    source.parameter_raw,
    source.parameter_code,
    source.unit_raw,
    source.value,
    source.deposited_date,
    source.production_state,
    source.document
from {{ source('lake', 'deposits') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'deposits' and resolved.status = 'keep'
