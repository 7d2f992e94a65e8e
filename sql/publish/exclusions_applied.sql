-- One row per row of a list that does not count for its holder. Holds no person's value: published as it is.
-- Reads: exclusions_applied. Writes: published.exclusions_applied. Used by: publish.
INSERT INTO published.exclusions_applied BY NAME
SELECT * FROM exclusions_applied;
