-- One row per home: how many judgements on persons there are or were in force.
-- Reads: judgements, person_judgements. Writes: nothing (returns rows). Used by: resolve.
SELECT (SELECT count(*) FROM judgements WHERE subject = 'person') + (SELECT count(*) FROM person_judgements) AS found;
