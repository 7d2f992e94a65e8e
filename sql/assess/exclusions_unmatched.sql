-- One row per exclusion whose value no row of a list of the case holds: it took nothing off any count.
-- Reads: exclusions, counted_actors. Writes: exclusions_unmatched. Used by: assess.
-- A masked or mistyped value, or a list that was not found: whoever handed it in must hear of it. Its value is in the source file.
INSERT INTO exclusions_unmatched BY NAME
SELECT DISTINCT case_id, field, source_file, source_line
FROM exclusions
WHERE case_id IN (SELECT unnest($cases))
    AND (case_id, hash(field, "value")) NOT IN (SELECT (case_id, unnest(matched)) FROM counted_actors);
