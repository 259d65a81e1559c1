-- How anode consumption and output are obtained, as every document says it, as a code.
-- One row per plant, process, year and parameter.
with processes as (
    select processes.plant, processes.process, processes.name_in_plant, processes.n_processes, periods.period,
        periods.year, parameters.parameter, plants.metal_method, plants.anode_method
    from {{ ref('dim_processes') }} as processes
    inner join {{ ref('dim_plants') }} as plants on processes.plant = plants.plant
    inner join {{ ref('dim_periods') }} as periods
        on processes.plant = periods.plant and periods.period_kind = 'year'
    cross join (
        select 'anode_gross' as parameter
        union all
        select 'output'
    ) as parameters
),

declared as (
    select plant, process, period, item as parameter, max(data_source) as wording, max(file) as file
    from {{ ref('stg_declared_items') }}
    where item in ('anode_gross', 'output') and coalesce(data_source, '') <> ''
    group by plant, process, period, item
),

planned as (
    select plant, process, period, parameter_code as parameter,
        max(coalesce(method, '') || ' ' || coalesce(data_source, '') || ' ' || coalesce(acquisition, '')) as wording,
        max(instrument_nos) as instrument_nos, max(file) as file
    from {{ ref('stg_plan_data') }}
    where parameter_code in ('anode_gross', 'output')
    group by plant, process, period, parameter_code
),

-- Last year's report may name the source under net anode instead of gross.
earlier as (
    select plant, process, period, case when item like 'anode%' then 'anode_gross' else 'output' end as parameter,
        max(data_source) as wording, max(file) as file
    from {{ ref('stg_last_year_items') }}
    where (item in ('output', 'anode_gross', 'anode_net')) and coalesce(data_source, '') <> ''
    group by plant, process, period, case when item like 'anode%' then 'anode_gross' else 'output' end
),

-- Instruments in use that would give the first-priority source.
better as (
    select instruments.plant, instruments.period, instruments.parameter_code as parameter,
        processes.process,
        {{ ordered_list('instruments.instrument_no', '、') }} as instrument_nos, max(instruments.file) as file
    from {{ ref('stg_instruments') }} as instruments
    inner join {{ ref('dim_processes') }} as processes on instruments.plant = processes.plant
    where
        not regexp_matches(coalesce(instruments.state, ''), '停用|报废|封存|闲置|备用')
        and (
            (instruments.parameter_code = 'output' and regexp_matches(instruments.name, '汽车衡|地磅|地中衡'))
            or (instruments.parameter_code = 'anode_gross'
                and regexp_matches(instruments.name, '汽车衡|地磅|地中衡|衡|秤'))
        )
        and (
            {{ names_process("coalesce(instruments.place, '')", 'processes') }}
            or not exists (
                select 1 from {{ ref('dim_processes') }} as others
                where others.plant = instruments.plant
                    and {{ names_process("coalesce(instruments.place, '')", 'others') }}
            )
        )
    group by instruments.plant, instruments.period, instruments.parameter_code, processes.process
)

select
    processes.plant as plant_code,
    processes.process,
    processes.period,
    processes.parameter,
    case processes.parameter when 'output' then processes.metal_method else processes.anode_method end as group_code,
    {{ method_code('declared.wording', 'processes.parameter') }} as declared_code,
    {{ method_code('planned.wording', 'processes.parameter') }} as planned_code,
    {{ method_code('earlier.wording', 'processes.parameter') }} as earlier_code,
    declared.wording as declared_wording,
    trim(planned.wording) as planned_wording,
    earlier.wording as earlier_wording,
    better.instrument_nos as better_instruments,
    planned.instrument_nos as planned_instruments,
    declared.file as declared_file,
    planned.file as planned_file,
    earlier.file as earlier_file,
    better.file as register_file
from processes
left join declared using (plant, process, period, parameter)
left join planned using (plant, process, period, parameter)
left join earlier using (plant, process, period, parameter)
left join better using (plant, process, period, parameter)
