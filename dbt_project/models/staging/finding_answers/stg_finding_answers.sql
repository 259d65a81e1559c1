-- 核查发现答复表: one row per finding that the plant answers; only rows that count after superseding.
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
    source.finding_no,
    source.period_raw,
    source.place_raw,
    source.clause_raw,
    source.parameter_raw,
    source.expected_raw,
    source.observed_raw,
    source.description,
    source.cause,
    source.correction,
    source.handling_raw,
    source.handling,
    source.responsible,
    source.answered_date,
    source.documents
from {{ source('lake', 'finding_answers') }} as source
inner join {{ ref('int_rows__resolved') }} as resolved
    on source.delivery_id = resolved.delivery_id
    and source.sheet = resolved.sheet
    and source.row_no = resolved.row_no
where resolved.table_name = 'finding_answers' and resolved.status = 'keep'
