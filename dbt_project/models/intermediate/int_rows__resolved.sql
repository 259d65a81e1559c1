-- Which delivered rows count. A later delivery of the same period wins row by row on its key; the same key in another
-- month's file is a duplicate and the earlier row stays.
with delivered as (
{%- for table in lake_tables() %}
    select
        plant_code as plant, period, '{{ table.kind }}' as kind, '{{ table.table }}' as table_name, file, sheet, row_no, version, received_date, delivery_id,
        row_key, row_status, case when row_status <> 'keep' then requirement end as requirement, reason_code, reason_zh, reason_en, mass_hint_t, content_hash,
        {{ "''" if table.is_global else 'period' }} as key_period,
        {% if table.event %}cast({{ table.event }} as date){% else %}cast(null as date){% endif %} as event_day,
        {{ "coalesce(process, '')" if table.has_process else "''" }} as key_process
    from {{ source('lake', table.table) }}
    {% if not loop.last %}union all{% endif %}
{%- endfor %}
),

keyed as (
    select
        *,
        coalesce(row_key, file || '|' || sheet || '|' || cast(row_no as varchar)) as identity,
        row_status = 'keep' as is_usable
    from delivered
),

versioned as (
    select
        *,
        max(case when is_usable then version end)
            over (partition by plant, table_name, period, identity) as last_version
    from keyed
),

winners as (
    select
        *,
        first_value(file) over newest_first as newest_file,
        first_value(content_hash) over newest_first as newest_hash
    from versioned
    where is_usable
    window newest_first as (
        partition by plant, table_name, period, identity
        order by version desc, received_date, file, sheet, row_no
    )
),

surviving as (
    select
        *,
        row_number() over earliest_first as place,
        first_value(file) over earliest_first as earliest_file
    from winners
    where version = last_version
    window earliest_first as (
        partition by plant, table_name, key_period, identity, key_process, event_day
        order by period, received_date, file, sheet, row_no
    )
)

select
    keyed.plant,
    keyed.period,
    keyed.kind,
    keyed.table_name,
    keyed.file,
    keyed.sheet,
    keyed.row_no,
    keyed.row_key,
    keyed.version,
    keyed.received_date,
    keyed.delivery_id,
    case
        when not keyed.is_usable then keyed.row_status
        when surviving.place = 1 then 'keep'
        when surviving.place > 1 then 'duplicate'
        else 'superseded'
    end as status,
    case when surviving.place > 1 then 'X-DUP' else keyed.requirement end as requirement,
    case
        when keyed.is_usable and surviving.place is null then 'superseded'
        when surviving.place > 1 then 'duplicate_in_other_file'
        else keyed.reason_code
    end as reason_code,
    case
        when keyed.is_usable and surviving.place is null then '被后续报送文件 ' || winners.newest_file || ' 中的同一行取代'
        when surviving.place > 1 then '同一编号已在文件 ' || surviving.earliest_file || ' 中计入，本行不再计入'
        else keyed.reason_zh
    end as reason_zh,
    case
        when keyed.is_usable and surviving.place is null then 'replaced by the same row of ' || winners.newest_file
        when surviving.place > 1 then 'this number already counts in ' || surviving.earliest_file
        else keyed.reason_en
    end as reason_en,
    keyed.mass_hint_t,
    case when keyed.is_usable and surviving.place is null then winners.newest_file end as superseded_by,
    case when surviving.place > 1 then surviving.earliest_file end as first_file,
    keyed.content_hash,
    coalesce(
        keyed.is_usable and surviving.place is null and keyed.content_hash <> winners.newest_hash, false
    ) as is_changed
from keyed
left join winners
    on keyed.delivery_id = winners.delivery_id and keyed.sheet = winners.sheet and keyed.row_no = winners.row_no
    and keyed.table_name = winners.table_name
left join surviving
    on keyed.delivery_id = surviving.delivery_id and keyed.sheet = surviving.sheet
    and keyed.row_no = surviving.row_no and keyed.table_name = surviving.table_name
