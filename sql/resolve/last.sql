-- One row per home: the highest number that a person has or had.
-- Reads: persons, person_merges. Writes: nothing (returns rows). Used by: resolve (release).
SELECT greatest(coalesce((SELECT max(person_id) FROM persons), 0), coalesce((SELECT max(merged_id) FROM person_merges), 0)) AS last;
