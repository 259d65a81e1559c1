-- Every delivered row with its final status, process and mass: one row per lake row.
with located as (
{%- for table, columns in lake_columns().items() %}
    select
        delivery_id, table_name, sheet, row_no,
        {{ columns[0] or 'cast(null as varchar)' }} as process,
        {% if columns[1] %}cast({{ columns[1] }} as decimal(18, 6)){% else %}cast(null as decimal(18, 6)){% endif %} as mass_t
    from {{ source('lake', table) }}
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
)

select
    resolved.plant, resolved.period, resolved.kind, resolved.table_name, resolved.file, resolved.sheet,
    resolved.row_no,
    resolved.row_key, resolved.version, resolved.received_date, resolved.delivery_id, resolved.status,
    resolved.requirement, resolved.reason_code, resolved.reason_zh, resolved.reason_en, resolved.mass_hint_t,
    resolved.superseded_by, resolved.first_file, resolved.is_changed,
    located.mass_t,
    coalesce(processes.process, 'ALL') as process,
    {{ table_family('resolved.table_name', '(processes.process is not null)') }} as family
from {{ ref('int_rows__resolved') }} as resolved
left join located
    on resolved.delivery_id = located.delivery_id and resolved.table_name = located.table_name
    and resolved.sheet = located.sheet and resolved.row_no = located.row_no
left join {{ ref('dim_processes') }} as processes
    on resolved.plant = processes.plant and located.process = processes.process
-- Answers to findings are about the data, not part of them.
where resolved.kind <> 'finding_answers'
