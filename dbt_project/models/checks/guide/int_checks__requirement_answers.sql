-- Answers by requirement: a rule answers every requirement it names that applies to the plant.
-- One row per rule, requirement and place.
select
    answers.*,
    requirements.id as requirement
from {{ ref('int_checks__answers') }} as answers
inner join {{ ref('requirements') }} as requirements
    on {{ in_list('requirements.id', 'answers.requirements') }}
left join {{ ref('int_checks__profile') }} as plants on answers.plant_code = plants.plant_code
where plants.plant_code is null or {{ conditions_hold('requirements.applies_when', 'plants.profile') }}
