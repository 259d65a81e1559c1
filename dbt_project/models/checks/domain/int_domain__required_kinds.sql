-- Which kinds of file a plant owed in a period, and why: one row per plant, period and kind that is owed.
with listed as (
    select kind, requirement as level, cadence from {{ ref('stg_group_required_files') }}
),

periods as (
    select periods.plant, periods.period, periods.period_kind, plants.anode_method, plants.has_port,
        plants.has_own_anode,
        plants.plant_name, plants.short_name
    from {{ ref('dim_periods') }} as periods
    inner join {{ ref('dim_plants') }} as plants on periods.plant = plants.plant
    where periods.is_asked and plants.is_smelter
),

-- The other party's tickets prove that a plant traded inside the group in that month.
traded as (
    select periods.plant, periods.period, 'intra_out' as kind, count(*) as n
    from periods inner join {{ ref('stg_intra_in') }} as bought
        on bought.period = periods.period and bought.plant <> periods.plant
        and bought.party in (periods.plant_name, periods.short_name)
    group by periods.plant, periods.period
    union all
    select periods.plant, periods.period, 'intra_in' as kind, count(*) as n
    from periods inner join {{ ref('stg_intra_out') }} as sold
        on sold.period = periods.period and sold.plant <> periods.plant
        and sold.party in (periods.plant_name, periods.short_name)
    group by periods.plant, periods.period
),

-- Anodes bought outside the group, by the plant's own stock ledger.
purchased as (
    select plant, period, sum(purchase_t) as purchase_t
    from {{ ref('stg_psi_ledger') }} where item like '%阳极%' group by plant, period
),

received as (
    select plant, period, sum(net_t) as mass_t from {{ ref('stg_intra_in') }} where material like '%阳极%'
    group by plant, period
),

from_list as (
    select
        periods.plant, periods.period, periods.period_kind, listed.kind,
        case
            when listed.level = 'required' then 'required'
            when listed.kind = 'anode_direct' and periods.anode_method = 'direct' then 'direct weighing'
            when listed.kind = 'platform_feed' and periods.has_port then 'instrument port'
            when listed.kind = 'own_anode' and periods.has_own_anode then 'own anodes'
            when listed.kind = 'anode_trucks' and purchased.purchase_t
                > coalesce(received.mass_t, 0) + {{ domain_setting('X-STOCK', 'count_floor_t') }} then 'anodes bought'
            when traded.n > 0 then 'tickets of the other party'
        end as because
    from periods
    inner join listed on listed.cadence = periods.period_kind
    left join traded on periods.plant = traded.plant and periods.period = traded.period and listed.kind = traded.kind
    left join purchased on periods.plant = purchased.plant and periods.period = purchased.period
    left join received on periods.plant = received.plant and periods.period = received.period
    where listed.level <> 'optional'
),

-- The group list may name monthly files only; the annual ones the guide cannot do without stand in the registry.
from_registry as (
    select cells.plant, cells.period, cells.period_kind,
        split_part(cells.item, '|', cast(numbers.number as integer)) as kind,
        'guide' as because
    from {{ ref('int_domain__cells') }} as cells
    cross join ({{ numbers_below_ten_thousand() }}) as numbers
    where cells.rule_id = 'X-DELIVERY.year' and not exists (select 1 from listed where cadence = 'year')
        and numbers.number between 1 and length(cells.item) - length(replace(cells.item, '|', '')) + 1
)

select plant, period, period_kind, kind, because from from_list where because is not null
union all
select plant, period, period_kind, kind, because from from_registry
