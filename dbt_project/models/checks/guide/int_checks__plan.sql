-- The data quality control plan: every activity datum described, instruments known to the register, internal control.
-- One row per rule and place; instrument rows stand at the process of the instrument.
with files as (
    select plant, period, max(file) as file from {{ ref('stg_plan_data') }} group by plant, period
),

described as (
    select plant, period, process, parameter_code, max(missing_data_rule) as missing_data_rule,
        concat_ws('、',
            case when coalesce(max(unit_raw), '') = '' then '单位' end,
            case when coalesce(max(acquisition), '') = '' then '获取方式' end,
            case when coalesce(max(method), max(data_source), '') = '' then '数据来源' end,
            case when coalesce(max(instrument_nos), '') = '' then '计量器具' end,
            case when coalesce(max(calibration_frequency), '') = '' then '校准频次' end,
            case when coalesce(max(monitoring_frequency), '') = '' then '监测频次' end,
            case when coalesce(max(record_frequency), '') = '' then '记录频次' end,
            case when coalesce(max(missing_data_rule), '') = '' then '数据缺失处理' end,
            case when coalesce(max(department), '') = '' then '负责部门' end) as gaps
    from {{ ref('stg_plan_data') }}
    where parameter_code in ('anode_gross', 'output')
    group by plant, period, process, parameter_code
),

completeness as (
    select places.*, places.process as at_process, files.file,
        coalesce({{ ordered_list("case when described.plant is null then null
            when places.shape = 'missing_rule' and coalesce(described.missing_data_rule, '') = ''
                then described.parameter_code || '：数据缺失处理'
            when places.shape = 'plan_complete' and described.gaps <> ''
                then described.parameter_code || '：' || described.gaps end", '；') }}, '')
        || case when count(distinct described.parameter_code) < 2 then '缺少阳极消耗量或铝液产量' else '' end as problem
    from {{ ref('int_checks__places') }} as places
    inner join files on places.plant_code = files.plant and places.period = files.period
    left join described
        on places.plant_code = described.plant and places.period = described.period
        and places.process = described.process
    where places.shape in ('plan_complete', 'missing_rule')
        and (places.process <> 'ALL' or places.shape = 'plan_complete')
    group by all
),

registers as (
    select places.*, roles.process as at_process, max(roles.plan_file) as file,
        coalesce({{ ordered_list("case
            when not roles.is_registered then roles.instrument_no || ' 不在计量器具台账中'
            when regexp_matches(coalesce(roles.state, ''), '停用|报废|封存|闲置')
                then roles.instrument_no || ' 台账状态为' || roles.state
            when roles.planned_accuracy_pct <> roles.required_accuracy_pct then roles.instrument_no || ' 方案准确度与台账不一致'
            end", '；') }}, '') as problem
    from {{ places_of('plan_register') }} as places
    inner join {{ ref('int_checks__instrument_roles') }} as roles
        on places.plant_code = roles.plant_code and places.period = roles.period and roles.is_planned
    where exists (
        select 1 from {{ ref('stg_instruments') }} as i where i.plant = places.plant_code and i.period = places.period
    )
    group by all
),

reports as (
    select plant, period, max(received_date) as received_date from {{ ref('stg_declared_items') }} group by plant, period
),

-- A whole date in the answer is the day on which it was done (2025-01-08 完成).
control_days as (
    select *,
        {{ try_to("regexp_extract(value, '((19|20)[0-9]{2})[年/.\\-]([0-9]{1,2})[月/.\\-]([0-9]{1,2})', 1) || '-' || "
            ~ "regexp_extract(value, '((19|20)[0-9]{2})[年/.\\-]([0-9]{1,2})[月/.\\-]([0-9]{1,2})', 3) || '-' || "
            ~ "regexp_extract(value, '((19|20)[0-9]{2})[年/.\\-]([0-9]{1,2})[月/.\\-]([0-9]{1,2})', 4)", 'date') }} as done_date
    from {{ ref('stg_plan_control') }}
),

controls as (
    select places.*, places.process as at_process, max(control.file) as file,
        case
            when not bool_or(regexp_matches(control.item, places.item)) then '方案内控部分没有该项'
            when bool_or(regexp_matches(control.item, places.item)
                and regexp_matches(coalesce(control.value, ''), '^(|无|否|未.*)$')) then '内控制度未建立'
            when bool_or(regexp_matches(control.item, '保存') and {{ leading_number("replace(control.value, '年', '')") }}
                < 5 and regexp_matches(control.item, places.item)) then '保存年限不足五年'
            when bool_or(regexp_matches(control.item, '内部审核|内审') and regexp_matches(control.item, places.item)
                and control.done_date > reports.received_date) then '内部审核晚于排放报告报送'
            else ''
        end as problem
    from {{ places_of('plan_control') }} as places
    inner join control_days as control
        on places.plant_code = control.plant and places.period = control.period
    left join reports on places.plant_code = reports.plant and places.period = reports.period
    group by all
),

answered as (
    select
        plant_code, at_process as process, period_kind, period, rule_id, parameter,
        case when problem = '' then 'pass' else {{ raised('disposition') }} end as status,
        '方案规定' as expected,
        problem as observed,
        case when problem = '' then '' else problem || '。' end as detail_zh,
        case when problem = '' then '' else 'in the plan: ' || problem || '.' end as detail_en,
        file as evidence
    from (
        select * from completeness
        union all by name
        select * from registers
        union all by name
        select * from controls
    ) as every_part
)

select {{ word_answer() }}
from answered
