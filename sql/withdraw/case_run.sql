-- One row per nothing: a case that is no more was never taken from trace to publish.
-- Reads: case_runs. Writes: case_runs. Used by: withdraw.
DELETE FROM case_runs WHERE case_id = $case_id;
