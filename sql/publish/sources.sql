-- One row per candidate source for a complaint. Holds no person's value: published as it is.
-- Reads: sources. Writes: published.sources. Used by: publish.
INSERT INTO published.sources BY NAME
SELECT * FROM sources
ORDER BY case_id, complaint_id, rank, actor;
