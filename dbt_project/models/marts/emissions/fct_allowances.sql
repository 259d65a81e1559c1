-- Allowances by process and for the plant: 2024 rule = verified emissions, 2025 rule = E (1 + alpha), rounded down for
-- the plant. Emissions and output are the adjusted ones on the settled masses.
with based as (
    select
        emissions.plant, emissions.process, emissions.period, emissions.mass_basis,
        emissions.is_correction_estimated,
        emissions.adjusted_e_total_tco2e as emissions,
        emissions.output_adjusted_down_t as output,
        parameters.balance_value_t_t as balance_value,
        parameters.alloc_slope, parameters.alloc_cap, parameters.alloc_linear_within
    from {{ ref('int_emissions__calculated') }} as emissions
    inner join {{ ref('int_parameters__by_year') }} as parameters on emissions.year_period = parameters.year_period
    where emissions.basis = 'settled' and emissions.period_kind = 'year'
),

deviated as (
    select
        *,
        {{ decimal_divide('emissions', 'output', 6) }} as intensity,
        {{ decimal_divide('balance_value * output - emissions', 'balance_value * output', 12) }} as x_exact
    from based
),

rated as (
    select
        *,
        case
            when x_exact >= alloc_linear_within then alloc_cap
            when x_exact <= -1 * alloc_linear_within then -1 * alloc_cap
            else cast(x_exact as decimal(20, 12)) * cast(alloc_slope as decimal(10, 6))
        end as alpha_exact
    from deviated
),

allotted as (
    select
        *,
        {{ round_half_up("emissions + cast(emissions as decimal(20, 2)) * cast(alpha_exact as decimal(16, 14))", 4) }}
            as allowance_rule_2025
    from rated
)

select
    plant, process, period,
    cast(emissions as decimal(18, 2)) as emissions,
    cast(output as decimal(18, 3)) as output,
    cast(intensity as decimal(18, 6)) as intensity,
    cast(balance_value as decimal(18, 6)) as balance_value,
    cast({{ round_half_up('x_exact', 8) }} as decimal(18, 8)) as X,
    cast({{ round_half_up('alpha_exact', 8) }} as decimal(18, 8)) as alpha,
    cast(emissions as decimal(18, 4)) as allowance_rule_2024,
    cast(allowance_rule_2025 as decimal(18, 4)) as allowance_rule_2025,
    mass_basis,
    is_correction_estimated
from allotted
union all
select
    plant, 'ALL', period,
    cast(sum(emissions) as decimal(18, 2)),
    cast(sum(output) as decimal(18, 3)),
    null, null, null, null,
    cast(sum(emissions) as decimal(18, 4)),
    cast(floor(sum(allowance_rule_2025)) as decimal(18, 4)),
    min(mass_basis),
    max(case when is_correction_estimated then 1 else 0 end) = 1
from allotted
group by plant, period
