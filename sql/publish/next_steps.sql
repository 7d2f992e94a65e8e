-- One row per suggestion. Names actors alone, who are published as they are.
-- Reads: next_steps. Writes: published.next_steps. Used by: publish.
INSERT INTO published.next_steps BY NAME
SELECT * FROM next_steps
ORDER BY case_id, rank;
