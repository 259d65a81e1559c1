-- Which delivered rows count. A later delivery of the same period wins row by row on its key; the same key in another
-- month's file is a duplicate and the earlier row stays.
with delivered as (
{%- for table in lake_tables() %}
    select
        plant_code as plant, period, '{{ table.kind }}' as kind, '{{ table.table }}' as table_name, file, sheet,
        row_no, version, received_date, delivery_id, row_key, row_status, reason_code, reason_zh, reason_en, mass_hint_t, content_hash,
        case when row_status <> 'keep' then requirement end as requirement,
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
            over (partition by plant, table_name, period, identity, key_process) as last_version
    from keyed
),

replacing as (
    select plant, table_name, period, identity, key_process, file as newest_file, content_hash as newest_hash
    from (
        select
            *,
            row_number() over (
                partition by plant, table_name, period, identity, key_process
                order by version desc, received_date, file, sheet, row_no
            ) as place
        from versioned
        where is_usable
    ) as usable
    where place = 1
),

surviving as (
    select
        *,
        row_number() over earliest_first as place,
        first_value(file) over earliest_first as earliest_file
    from versioned
    where is_usable and version = last_version
    window earliest_first as (
        partition by plant, table_name, key_period, identity, key_process, event_day
        order by period, received_date, file, sheet, row_no
    )
),

judged as (
    select
        versioned.*,
        replacing.newest_file,
        replacing.newest_hash,
        surviving.place,
        surviving.earliest_file,
        versioned.row_status <> 'duplicate' and coalesce(versioned.version < versioned.last_version, false) as is_replaced
    from versioned
    left join replacing
        on versioned.plant = replacing.plant and versioned.table_name = replacing.table_name
        and versioned.period = replacing.period and versioned.identity = replacing.identity
        and versioned.key_process = replacing.key_process
    left join surviving
        on versioned.delivery_id = surviving.delivery_id and versioned.table_name = surviving.table_name
        and versioned.sheet = surviving.sheet and versioned.row_no = surviving.row_no
)

select
    plant, period, kind, table_name, file, sheet, row_no, row_key, version, received_date, delivery_id,
    case when is_replaced then 'superseded' when place > 1 then 'duplicate' else row_status end as status,
    case when place > 1 then 'X-DUP' when is_replaced then 'X-RESTATE' else requirement end as requirement,
    case when is_replaced then 'superseded' when place > 1 then 'duplicate_in_other_file' else reason_code end as reason_code,
    case
        when is_replaced then '被后续报送文件 ' || newest_file || ' 中的同一行取代'
        when place > 1 then '同一编号已在文件 ' || earliest_file || ' 中计入，本行不再计入'
        else reason_zh
    end as reason_zh,
    case
        when is_replaced then 'replaced by the same row of ' || newest_file
        when place > 1 then 'this number already counts in ' || earliest_file
        else reason_en
    end as reason_en,
    mass_hint_t,
    case when is_replaced then newest_file end as superseded_by,
    case when place > 1 then earliest_file end as first_file,
    content_hash,
    coalesce(is_replaced and is_usable and content_hash <> newest_hash, false) as is_changed
from judged
