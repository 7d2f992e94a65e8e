-- One row per row of a list that does not count for its holder; long numbers in the words are hidden.
-- Reads: exclusions_applied. Writes: published.exclusions_applied. Used by: publish.
INSERT INTO published.exclusions_applied BY NAME
SELECT * REPLACE (mask_numbers(reason) AS reason, mask_numbers(evidence) AS evidence) FROM exclusions_applied;
