-- Required accuracy of every instrument in every year: the register's per cent, else its class at the actual load.
with years as (
    select distinct year_period from {{ ref('dim_periods') }}
),

listed as (
    select
        years.year_period,
        register.*,
        {{ accuracy_class('register.accuracy_raw') }} as class_code,
        {{ scale_division_kg('register.range_division') }} as division_kg,
        row_number() over (
            partition by years.year_period, register.plant, register.instrument_no
            order by
                case when register.period = years.year_period then 0 else 1 end, register.period desc, register.row_no
        ) as choice
    from years
    cross join {{ ref('stg_instruments') }} as register
),

loads as (
    select plant, scale_no, {{ decimal_divide('sum(gross_t) * 1000', 'count(*)', 6) }} as load_kg
    from (
        select plant, scale_no, gross_t from {{ ref('stg_ladle_tickets') }}
        union all
        select plant, scale_no, gross_t from {{ ref('stg_anode_direct') }}
        union all
        select plant, scale_no, gross_t from {{ ref('stg_anode_trucks') }}
    ) as weighings
    where gross_t > 0
    group by plant, scale_no
)

select
    listed.plant,
    listed.year_period,
    listed.instrument_no,
    listed.name,
    listed.place,
    listed.parameter_code,
    listed.required_accuracy_pct as register_accuracy_pct,
    listed.accuracy_raw,
    listed.class_code,
    listed.interval_months,
    listed.division_kg,
    loads.load_kg,
    {{ class_error_pct('listed.class_code', 'listed.division_kg', 'loads.load_kg') }} as class_accuracy_pct,
    listed.file,
    listed.sheet,
    listed.row_no
from listed
left join loads on listed.plant = loads.plant and listed.instrument_no = loads.scale_no
left join {{ ref('int_parameters__by_year') }} as parameters on listed.year_period = parameters.year_period
where listed.choice = 1
