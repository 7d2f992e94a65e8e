-- One row per person or business. Holds no person's value: published as it is.
-- Reads: actors. Writes: published.actors. Used by: publish.
INSERT INTO published.actors BY NAME
SELECT * FROM actors
ORDER BY case_id, actor;
