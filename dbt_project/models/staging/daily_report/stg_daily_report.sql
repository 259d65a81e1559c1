-- 生产日报: one row per process and production day; only rows that count after superseding.
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
    source.process,
    source.process_raw,
    source.report_date,
    source.pots_running,
    source.output_t,
    source.backpour_t,
    source.anode_blocks,
    source.alumina_t,
    source.ac_kwh,
    source.remark
from {{ source('lake', 'daily_report') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'daily_report' and resolved.status = 'keep'
