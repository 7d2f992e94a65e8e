-- One row per result of the case: forgotten before it is traced again.
-- Reads: nothing. Writes: actors, hops, hop_evidence, sources, chains, next_steps, traced. Used by: trace.
DELETE FROM actors WHERE case_id = $case_id;
DELETE FROM hops WHERE case_id = $case_id;
DELETE FROM hop_evidence WHERE case_id = $case_id;
DELETE FROM sources WHERE case_id = $case_id;
DELETE FROM chains WHERE case_id = $case_id;
DELETE FROM next_steps WHERE case_id = $case_id;
DELETE FROM traced WHERE case_id = $case_id;
