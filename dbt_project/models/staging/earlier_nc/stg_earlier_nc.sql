-- 以往不符合项整改情况: one row per earlier nonconformity; only rows that count after superseding.
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
    source.nc_year,
    source.category,
    source.description,
    source.correction,
    source.done_date,
    source.state_raw,
    source.is_corrected
from {{ source('lake', 'earlier_nc') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'earlier_nc' and resolved.status = 'keep'
