-- One row per home: how many judgements on persons are in force.
-- Reads: person_judgements. Writes: nothing (returns rows). Used by: resolve.
SELECT count(*) AS found
FROM person_judgements;
