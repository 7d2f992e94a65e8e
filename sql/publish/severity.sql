-- One row per actor × rule. Holds no person's value: published as it is.
-- Reads: severity. Writes: published.severity. Used by: publish.
INSERT INTO published.severity BY NAME
SELECT * FROM severity
ORDER BY case_id, actor, regime, rule;
