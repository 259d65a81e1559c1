-- 生产统计报表: one row per process; only rows that count after superseding.
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
    source.output_t,
    source.output_cum_t,
    source.backpour_t,
    source.anode_blocks,
    source.anode_t,
    source.anode_cum_t,
    source.alumina_t,
    source.ac_kwh,
    source.ac_cum_kwh,
    source.pot_days
from {{ source('lake', 'monthly_report') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'monthly_report' and resolved.status = 'keep'
