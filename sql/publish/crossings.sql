-- One row per actor, rule and outcome met, with when it was first found. Holds no person's value: published as it is.
-- Reads: crossings. Writes: published.crossings. Used by: publish.
INSERT INTO published.crossings BY NAME
SELECT * FROM crossings
ORDER BY case_id, actor, regime, rule;
