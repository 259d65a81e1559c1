-- Stops (a fall from the highest number of pots running, or far below the pots of C.2) against the deposited state of production, earlier nonconformities, forms of product.
-- One row per rule and place.
with running as (
    select
        plant, process, period, min(value) as lowest,
        max(max(value)) over (partition by plant, process) as pots
    from {{ ref('fct_daily') }}
    where parameter = 'pots_running' and source_system = 'daily_report'
    group by plant, process, period
),

states as (
    select plant, process, data_month, max(file) as file,
        {{ ordered_list('production_state', '、') }} as state,
        bool_or(regexp_matches(coalesce(production_state, ''), '停|检修|大修|恢复|减产|压产|启动')) as is_stop_deposited
    from {{ ref('stg_deposits') }}
    group by plant, process, data_month
),

-- Pots of C.2, against which a line that stood still from the first day to the last shows too.
installed as (
    select plant_code, process, period as year_period, max(value) as pots
    from {{ ref('int_checks__quantities') }}
    where parameter = 'c2_pots' and source_system = 'declared_report' and period_kind = 'year'
    group by plant_code, process, period
),

stood as (
    select running.*, installed.pots as installed_pots, idle.value as idle_share
    from running
    left join installed
        on running.plant = installed.plant_code and running.process = installed.process
        and substring(running.period, 1, 4) = installed.year_period
    left join {{ ref('int_checks__parameters') }} as idle
        on substring(running.period, 1, 4) = idle.year_period and idle.parameter = 'pots_idle_rel'
),

stops as (
    select places.*,
        running.lowest < {{ factor('1 - places.limit_high') }} * running.pots
        or coalesce(running.lowest < {{ factor('1 - running.idle_share') }} * running.installed_pots, false) as is_stopped,
        case
            when is_stopped and not states.is_stop_deposited then {{ raised('places.disposition') }}
            when not is_stopped and states.is_stop_deposited
                and plants.profile like '%|declares_change=false|%' then {{ raised('places.disposition') }}
            else 'pass'
        end as status,
        states.state as expected,
        '最低在产槽 ' || {{ number_text('running.lowest') }} || ' / ' || {{ number_text('running.pots') }} as observed,
        '存证生产状况“' || coalesce(states.state, '') || '”，日报在产槽最低 ' || {{ number_text('running.lowest') }} || ' 台、最高 '
            || {{ number_text('running.pots') }} || ' 台' || coalesce('，C.2 设计 ' || {{ number_text('running.installed_pots') }} || ' 台', '')
            || '。' as detail_zh,
        'deposited state "' || coalesce(states.state, '') || '", between ' || {{ number_text('running.lowest') }} || ' and '
            || {{ number_text('running.pots') }} || ' pots running' || coalesce(' of ' || {{ number_text('running.installed_pots') }}
            || ' in C.2', '') || '.' as detail_en,
        states.file as evidence,
        {{ operands({'lowest': 'running.lowest', 'pots': 'running.pots', 'installed': 'running.installed_pots', 'deposited': 'states.is_stop_deposited',
            'declared': "case when plants.profile like '%|declares_change=false|%' then 'no' else 'yes' end"}) }} as operands,
        '' as reason
    from {{ places_of('stops') }} as places
    inner join stood as running
        on places.plant_code = running.plant and places.process = running.process and places.period = running.period
    inner join states
        on places.plant_code = states.plant and places.process = states.process and places.period = states.data_month
    inner join {{ ref('int_checks__profile') }} as plants on places.plant_code = plants.plant_code
),

-- A line that says there was nothing to correct needs no correction. A correction dated after the day the list came in is not
-- done yet; one without a day, in a list whose other corrections have theirs, has yet to be shown.
listed as (
    select *,
        regexp_matches(trim(coalesce(description, '')),
            '^(无|没有|不涉及|未发现|/|-)$|(无|没有|未发现|不存在)不符合') as is_nothing,
        coalesce(is_corrected, false) and not coalesce(done_date > received_date, false) as is_done,
        done_date is null and max(done_date) over (partition by plant, period) is not null as is_undated
    from {{ ref('stg_earlier_nc') }}
),

open_items as (
    select *,
        case when is_nothing then '' when not is_done then 'open' when is_undated then 'undated' else '' end as problem,
        case when coalesce(is_corrected, false) and done_date > received_date
            then '完成日期 ' || cast(done_date as varchar) || ' 晚于报送'
            when is_done and is_undated then '未写完成日期' else coalesce(state_raw, '未整改') end as problem_zh
    from listed
),

earlier as (
    select places.*,
        case when bool_or(items.problem = 'open') then max({{ raised('places.disposition') }})
            when bool_or(items.problem = 'undated') then 'explain' else 'pass' end as status,
        '已整改' as expected,
        {{ ordered_list("case when items.problem <> '' then cast(items.seq as varchar) end", '、') }} as observed,
        coalesce({{ ordered_list("case when items.problem <> '' then '第 ' || cast(items.seq as varchar)
            || ' 项“' || coalesce(items.description, '') || '”' || items.problem_zh end", '；') }} || '。', '')
            as detail_zh,
        coalesce('not corrected: no. ' || {{ ordered_list("case when items.problem = 'open'
            then cast(items.seq as varchar) end", ', ') }} || '.', '')
            || coalesce('corrected without a date: no. ' || {{ ordered_list("case when items.problem = 'undated'
            then cast(items.seq as varchar) end", ', ') }} || '.', '') as detail_en,
        max(items.file) || coalesce('!' || max(items.sheet) || '!' || cast(max(case when items.problem <> ''
            then items.row_no end) as varchar), '') as evidence
    from {{ places_of('history') }} as places
    inner join open_items as items
        on places.plant_code = items.plant and places.period = items.period
    group by all
),

forms as (
    select places.*,
        case when count(case when q.item like '%铝%' and not regexp_matches(q.item, '氧化铝|氟化铝|氢氧化铝')
            and not {{ in_list('q.item', 'places.item') }} and q.value > 0 then 1 end) > 0
            then max({{ raised('places.disposition') }}) else 'pass' end as status,
        '铝液、铝锭、铝基合金、铝制品' as expected,
        {{ ordered_list("case when q.item like '%铝%' and not regexp_matches(q.item, '氧化铝|氟化铝|氢氧化铝')
            and not (('|' || places.item || '|') like '%|' || q.item || '|%') and q.value > 0 then q.item end", '、') }} as observed,
        '' as detail_zh, '' as detail_en, max(q.lineage) as evidence
    from {{ places_of('product_forms') }} as places
    inner join {{ ref('int_checks__quantities') }} as q
        on places.plant_code = q.plant_code and places.period = q.period and q.parameter = 'psi_sales'
    group by all
),

answered as (
    select * from stops
    union all by name
    select * from earlier
    union all by name
    select * from forms
)

select {{ word_answer() }}, operands, coalesce(reason, '') as reason
from answered
