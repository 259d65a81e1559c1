-- 阳极转运单汇总: one row per transfer slip; only rows that count after superseding.
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
    source.slip_no,
    source.process,
    source.process_raw,
    source.slip_date,
    source.shift,
    source.blocks,
    source.mass_t,
    source.remark,
    source.ticket_state
from {{ source('lake', 'anode_slips') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'anode_slips' and resolved.status = 'keep'
