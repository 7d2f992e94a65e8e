-- One row per person that an operator should look at.
-- Reads: large_persons. Writes: published.large_persons. Used by: publish.
INSERT INTO published.large_persons BY NAME
SELECT * FROM large_persons;
