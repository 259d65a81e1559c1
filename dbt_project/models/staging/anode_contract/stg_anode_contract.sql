-- 阳极采购合同及设计单重: one row per document of the unit weight; only rows that count after superseding.
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
    source.basis_raw,
    source.basis,
    source.document_no,
    source.unit_weight_kg,
    source.size_text
from {{ source('lake', 'anode_contract') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'anode_contract' and resolved.status = 'keep'
