-- Facts about the plant as each document states them. One row per plant, period, source and fact.
-- `fact_names` says which printed item is which fact; the first pattern that fits wins.
with printed as (
    select plant, period, 'declared' as source, item, value, file, sheet, row_no from {{ ref('stg_declared_profile') }}
    union all
    select plant, period, 'plan', item, value, file, sheet, row_no from {{ ref('stg_plan_profile') }}
    union all
    select plant, period, section, item, value, file, sheet, row_no from {{ ref('stg_basic_facts') }}
),

named as (
    select
        printed.*,
        names.fact,
        row_number() over (
            partition by printed.plant, printed.period, printed.source, printed.file, printed.sheet, printed.row_no
            order by names.order_no
        ) as place
    from printed
    inner join {{ ref('fact_names') }} as names
        on printed.item = names.fact or regexp_matches({{ comparable_text('printed.item') }}, names.pattern)
),

years as (
    select periods.period, periods.year, plants.*
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_plants') }} as plants on periods.plant = plants.plant
    where periods.period_kind = 'year' and plants.is_smelter
),

-- The yearly list names the plant by its code, or failing that by its name.
listed as (
    select
        years.plant, years.period, list.name, list.credit_code, list.file, list.sheet, list.row_no,
        row_number() over (
            partition by years.plant, years.period
            order by list.list_year = years.year desc, list.credit_code = years.credit_code desc, list.row_no
        ) as place
    from years
    inner join {{ ref('stg_provincial_list') }} as list
        on list.credit_code = years.credit_code
        or {{ comparable_text('list.name') }} = {{ comparable_text('years.plant_name') }}
),

provincial as (
    select
        years.plant, years.period, listed.file, listed.sheet, listed.row_no,
        coalesce(listed.name, '名单中没有 / not on the list') as name,
        coalesce(listed.credit_code, '名单中没有 / not on the list') as credit_code
    from years
    left join listed on years.plant = listed.plant and years.period = listed.period and listed.place = 1
    where exists (select 1 from {{ ref('stg_provincial_list') }})
),

codes as (
    select plant, period, max(code) as code, max(file) as file
    from {{ ref('stg_b204_annual') }}
    where indicator_code = 'output' and regexp_matches(code, '^[0-9]{8,}')
    group by plant, period
),

every_fact as (
    select plant, period, source, fact, value, file || '!' || sheet || '!' || cast(row_no as varchar) as evidence
    from named where place = 1
    union all
    select plant, period, 'group_list', 'name', plant_name, null from years
    union all
    select plant, period, 'group_list', 'credit_code', credit_code, null from years
    union all
    select plant, period, 'group_list', 'province_root', substring(province, 1, 2), null from years
    union all
    select plant, period, 'group_list', 'is_own_anode', case when has_own_anode then '自产' else '外购' end, null
    from years
    union all
    select plant, period, source, 'is_own_anode', case when value like '%自产%' then '自产' else '外购' end, file
    from named where place = 1 and fact = 'anode_origin'
    union all
    select plant, period, source, 'authority_root', substring(trim(value), 1, 2), file
    from named where place = 1 and fact = 'authority'
    union all
    select plant, period, 'provincial_list', 'name', name, file from provincial
    union all
    select plant, period, 'provincial_list', 'credit_code', credit_code, file from provincial
    union all
    select plant, period, 'b204', 'enterprise_product_code', code, file from codes
)

select
    plant as plant_code,
    period,
    source,
    fact,
    max(trim(value)) as value,
    max({{ comparable_text('value') }}) as comparable,
    max({{ leading_number('value') }}) as number_value,
    max(evidence) as evidence
from every_fact
group by plant, period, source, fact
