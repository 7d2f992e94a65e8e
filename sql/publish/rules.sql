-- One row per rule and outcome. Holds no person's value: published as it is.
-- Reads: rules. Writes: published.rules. Used by: publish.
INSERT INTO published.rules BY NAME
SELECT * FROM rules
ORDER BY regime, rule, threshold;
