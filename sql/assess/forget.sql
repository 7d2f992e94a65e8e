-- One row per nothing: takes out what an earlier run said about these cases, but what it counted for the actors whose counts stand.
-- Reads: counts, severity, facts, receipt_lines, exclusions_applied, exclusions_unmatched, readings_excluded, assessments, counted_actors. Writes: the same. Used by: assess, withdraw.
DELETE FROM counts AS c
WHERE c.case_id IN (SELECT unnest($cases))
    AND NOT EXISTS (SELECT 1 FROM counted_actors AS k WHERE k.case_id = c.case_id AND k.actor = c.actor);
DELETE FROM exclusions_applied AS x
WHERE x.case_id IN (SELECT unnest($cases))
    AND NOT EXISTS (SELECT 1 FROM counted_actors AS k WHERE k.case_id = x.case_id AND k.actor = x.actor);
DELETE FROM readings_excluded AS x
WHERE x.case_id IN (SELECT unnest($cases))
    AND NOT EXISTS (SELECT 1 FROM counted_actors AS k WHERE k.case_id = x.case_id AND k.actor = x.actor);
DELETE FROM severity WHERE case_id IN (SELECT unnest($cases));
DELETE FROM facts WHERE case_id IN (SELECT unnest($cases));
DELETE FROM receipt_lines WHERE case_id IN (SELECT unnest($cases));
DELETE FROM exclusions_unmatched WHERE case_id IN (SELECT unnest($cases));
DELETE FROM assessments WHERE case_id IN (SELECT unnest($cases));
