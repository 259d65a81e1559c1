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
    -- 查问看验 in other words: 观察 and 踏勘 are looking, 访谈 and 询问 asking
    source.method
        || case when regexp_matches(source.method, '察|目视|踏勘|巡视|实地') then '（看）' else '' end
        || case when regexp_matches(source.method, '谈|询|电话') then '（问）' else '' end as method,
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
