-- One row per intake taken.
-- Reads: intakes. Writes: nothing (returns rows). Used by: analyst (hopback status).
SELECT DISTINCT name FROM intakes;
