-- One row per exclusion that matched no row. Holds no person's value: published as it is.
-- Reads: exclusions_unmatched. Writes: published.exclusions_unmatched. Used by: publish.
INSERT INTO published.exclusions_unmatched BY NAME
SELECT * FROM exclusions_unmatched
ORDER BY case_id, source_file, source_line, field;
