-- The settled mass of a doubtful month: the daily report agrees with the declared month or with the deposit, else there
-- is none; metal poured back that one of them counts is left out first. A day that the daily report lacks is told by its
-- tickets: rows set aside on it are missing from the sum, which then agrees with nothing. Anodes have no daily mass: there deposit and
-- declared month must agree.
with doubtful as (
    select
        said.*,
        said.reported_t - case when said.is_poured_reported then said.poured_t else 0 end as days_t,
        said.filled_t - case when said.is_poured_reported then said.poured_t else 0 end as filled_days_t,
        doubts.rows_quarantined,
        doubts.rows_restated,
        doubts.longest_run,
        doubts.tickets_off_grid,
        doubts.days_lost
    from {{ ref('int_masses__said') }} as said
    inner join {{ ref('int_masses__doubts') }} as doubts
        on said.plant = doubts.plant and said.process = doubts.process and said.period = doubts.period
        and said.parameter_code = doubts.parameter_code
    where doubts.rows_quarantined > 0 or doubts.rows_restated > 0
        or doubts.longest_run >= said.repeat_run_length
        or doubts.tickets_off_grid > 0 or doubts.days_lost > 0
),

agreed as (
    select
        *,
        case
            when parameter_code = 'anode_gross' then
                case when abs(deposited_t - declared_t) <= settled_agreement_t then declared_t end
            {% for days in ['days_t', 'filled_days_t'] -%}
            {% for document in ['declared_t', 'deposited_t'] -%}
            when abs({{ days }} - {{ document }}) <= settled_agreement_t then {{ document }}
            {% endfor -%}
            {% for document in ['declared_t', 'deposited_t'] -%}
            when abs({{ days }} + poured_t - {{ document }}) <= settled_agreement_t then {{ document }} - poured_t
            {% endfor -%}
            {% endfor -%}
        end as settled_t,
        parameter_code = 'output' and not (
            {% for document in ['declared_t', 'deposited_t'] -%}
            coalesce(abs(days_t - {{ document }}) <= settled_agreement_t, false)
            or coalesce(abs(days_t + poured_t - {{ document }}) <= settled_agreement_t, false)
            {% if not loop.last %}or {% endif %}
            {%- endfor %}) as is_filled
    from doubtful
)

select
    plant,
    process,
    period,
    parameter_code,
    kept_t,
    {{ exact('settled_t') }} as settled_t,
    is_poured_reported,
    is_filled,
    rows_quarantined,
    rows_restated,
    longest_run,
    tickets_off_grid,
    days_lost
from agreed
where settled_t is not null
