-- 排放报告月度数据: one row per process and month; only rows that count after superseding.
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
    source.data_month,
    source.output_t,
    source.anode_gross_t,
    source.anode_blocks,
    source.unit_weight_kg,
    source.ac_energy_mwh
from {{ source('lake', 'declared_monthly') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'declared_monthly' and resolved.status = 'keep'
