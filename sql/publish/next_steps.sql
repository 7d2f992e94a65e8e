-- One row per suggestion. Holds no person's value: published as it is.
-- Reads: next_steps. Writes: published.next_steps. Used by: publish.
INSERT INTO published.next_steps BY NAME
SELECT * FROM next_steps
ORDER BY case_id, rank;
