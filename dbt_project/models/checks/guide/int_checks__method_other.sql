-- Direct weighing delivered while blocks x weight is the method (month), and factors not taken as defaults (year).
-- One row per rule and process.
with direct as (
    select plant, process, period, value, lineage
    from {{ ref('fct_observations') }}
    where source_system = 'anode_direct' and parameter = 'anode_gross' and basis = 'accounting'
),

factors as (
    select
        plant, process, period, max(file) as file,
        {{ ordered_list("case when coalesce(data_source, '') <> '' and not regexp_matches(data_source, '缺省|默认|指南')
            then item_raw || '（' || data_source || '）' end", '、') }} as not_default
    from {{ ref('stg_declared_items') }}
    where item in ('anode_loss_rate', 'anode_sulphur', 'anode_ash', 'ef_cf4', 'ef_c2f6', 'gwp_cf4', 'gwp_c2f6')
    group by plant, process, period
),

answered as (
    select
        places.*,
        case when direct.value is null then 'pass' else {{ raised('places.disposition') }} end as status,
        '直接计量' as expected,
        '块数×单重' as observed,
        case when direct.value is null then '' else '该月报送了直接计量数据 ' || {{ number_text('direct.value') }} || ' t。' end
            as detail_zh,
        case when direct.value is null then ''
            else 'direct weighing of ' || {{ number_text('direct.value') }} || ' t was delivered for the month.' end
            as detail_en,
        direct.lineage as evidence
    from {{ places_of('method_month') }} as places
    left join direct
        on places.plant_code = direct.plant and places.process = direct.process and places.period = direct.period
    union all
    select
        places.*,
        case when coalesce(factors.not_default, '') = '' then 'pass' else {{ raised('places.disposition') }} end,
        '缺省值',
        factors.not_default,
        '',
        '',
        factors.file
    from {{ places_of('method_factors') }} as places
    inner join factors
        on places.plant_code = factors.plant and places.process = factors.process and places.period = factors.period
)

select {{ word_answer() }}
from answered
