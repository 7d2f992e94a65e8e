-- One row per actor and fact that no count shows; what is only likely comes last.
-- Reads: facts. Writes: nothing (returns rows). Used by: report.
SELECT actor, fact, number, state, basis, also_needs
FROM facts
WHERE case_id = $case_id
ORDER BY state = 'likely', actor, fact;
