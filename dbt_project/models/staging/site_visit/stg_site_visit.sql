-- 现场核查访谈记录: one row per interview or look; only rows that count after superseding.
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
    source.method,
    source.person_role,
    source.subject,
    source.record,
    source.visit_date
from {{ source('lake', 'site_visit') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'site_visit' and resolved.status = 'keep'
