-- One row per nothing: takes out what an earlier run said about these cases.
-- Reads: counts, severity, facts, receipt_lines, exclusions_applied, exclusions_unmatched, readings_excluded, assessments. Writes: the same. Used by: assess.
DELETE FROM counts WHERE case_id IN (SELECT unnest($cases));
DELETE FROM severity WHERE case_id IN (SELECT unnest($cases));
DELETE FROM facts WHERE case_id IN (SELECT unnest($cases));
DELETE FROM receipt_lines WHERE case_id IN (SELECT unnest($cases));
DELETE FROM exclusions_applied WHERE case_id IN (SELECT unnest($cases));
DELETE FROM exclusions_unmatched WHERE case_id IN (SELECT unnest($cases));
DELETE FROM readings_excluded WHERE case_id IN (SELECT unnest($cases));
DELETE FROM assessments WHERE case_id IN (SELECT unnest($cases));
