-- One row per exclusion whose value no row of a list of the case holds: it took nothing off any count.
-- Reads: exclusions, temp.shown_false. Writes: exclusions_unmatched. Used by: assess.
-- A masked or mistyped value, or a list that was not found: whoever handed it in must hear of it. Its value is in the source file.
INSERT INTO exclusions_unmatched BY NAME
SELECT DISTINCT case_id, field, source_file, source_line
FROM exclusions
WHERE case_id IN (SELECT unnest($cases))
    AND (case_id, field, "value") NOT IN (SELECT (case_id, field, "value") FROM shown_false);
