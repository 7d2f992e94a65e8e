-- One row per step of a chain, source first. Holds no person's value: published as it is.
-- Reads: chains. Writes: published.chains. Used by: publish.
INSERT INTO published.chains BY NAME
SELECT * FROM chains
ORDER BY case_id, complaint_id, rank, step;
