-- One row per actor, rule and outcome met, with the moment at which an assessment first found it so.
-- Reads: severity. Writes: crossings. Used by: assess.
INSERT INTO crossings BY NAME
SELECT case_id, actor, regime, rule, outcome, $now::TIMESTAMP AS crossed_at
FROM severity
WHERE case_id IN (SELECT unnest($cases)) AND starts_with(outcome, 'meets')
    AND (case_id, actor, regime, rule, outcome) NOT IN (SELECT (case_id, actor, regime, rule, outcome) FROM crossings);
