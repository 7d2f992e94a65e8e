-- One row per intake of the inbox that was taken.
-- Reads: inbox_seen. Writes: nothing (returns rows). Used by: seal.
SELECT name, signature, intake_id
FROM inbox_seen;
