-- One row per suggestion; long numbers in the words are hidden.
-- Reads: next_steps. Writes: published.next_steps. Used by: publish.
INSERT INTO published.next_steps BY NAME
SELECT * REPLACE (mask_numbers(target) AS target, mask_numbers(why) AS why) FROM next_steps
ORDER BY case_id, rank;
