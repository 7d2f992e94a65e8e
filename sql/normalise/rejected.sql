-- One row per call: how many rows of the record tables just read could not be taken.
-- Reads: parsed (temporary). Writes: nothing (returns rows). Used by: normalise.
SELECT count(*) AS rejected
FROM parsed
WHERE fault IS NOT NULL;
