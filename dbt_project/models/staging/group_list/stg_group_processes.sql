-- 工序清单: one row per plant and process; only rows that count after superseding.
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
    source.name_in_plant,
    source.design_current_ka,
    source.pots,
    source.capacity_t,
    source.start_year
from {{ source('lake', 'group_processes') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'group_processes' and resolved.status = 'keep'
