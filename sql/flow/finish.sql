-- One row per case whose run ended: it is finished as of what it was made of when the run began.
-- Reads: case_runs. Writes: case_runs. Used by: flow (trace to publish).
UPDATE case_runs
SET finished = begun
WHERE case_id IN (SELECT unnest($cases));
