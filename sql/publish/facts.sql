-- One row per actor and fact that no count shows. Holds no person's value: published as it is.
-- Reads: facts. Writes: published.facts. Used by: publish.
INSERT INTO published.facts BY NAME
SELECT * FROM facts
ORDER BY case_id, actor, fact;
