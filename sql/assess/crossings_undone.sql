-- One row per crossing of these cases that no count supports any more: removed.
-- Reads: severity. Writes: crossings. Used by: assess.
DELETE FROM crossings
WHERE case_id IN (SELECT unnest($cases))
    AND (case_id, actor, regime, rule, outcome) NOT IN (SELECT (case_id, actor, regime, rule, outcome) FROM severity);
