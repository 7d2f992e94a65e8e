-- One row per nothing: takes out the leads of these cases.
-- Reads: leads. Writes: leads. Used by: assess.
DELETE FROM leads WHERE case_id IN (SELECT unnest($cases));
