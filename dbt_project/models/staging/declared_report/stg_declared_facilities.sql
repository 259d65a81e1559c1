-- 排放报告设施信息: one row per process; only rows that count after superseding.
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
    source.design_current_ka,
    source.design_voltage_v,
    source.pots,
    source.rectifiers,
    source.capacity_t,
    source.remark
from {{ source('lake', 'declared_facilities') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'declared_facilities' and resolved.status = 'keep'
