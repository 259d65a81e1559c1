-- On which scales metal and anodes were weighed: one row per plant, process, month, parameter and scale number.
with weighed as (
    select plant, process, accounting_period as period, 'output' as parameter_code, scale_no, net_t, accounting_day,
        file
    from {{ ref('int_ladles__placed') }}
    union all
    select plant, process, accounting_period, 'anode_gross', scale_no, net_t, accounting_day, file
    from {{ ref('int_anode_direct__placed') }}
)

select
    plant, process, period, parameter_code,
    coalesce(trim(scale_no), '') as scale_no,
    cast(count(*) as bigint) as tickets,
    cast(sum(net_t) as decimal(38, 6)) as mass_t,
    min(accounting_day) as first_day,
    max(accounting_day) as last_day,
    max(file) as file
from weighed
where process is not null and period is not null
group by plant, process, period, parameter_code, coalesce(trim(scale_no), '')
