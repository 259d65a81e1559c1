-- 支持性文件清单: one row per document; only rows that count after superseding.
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
    source.seq,
    source.document_name,
    source.document_no,
    source.document_date,
    source.valid_to,
    source.valid_to_raw,
    source.file_name,
    source.is_provided,
    source.retention_years,
    source.keeper,
    source.remark,
    source.provided_raw
from {{ source('lake', 'evidence') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'evidence' and resolved.status = 'keep'
