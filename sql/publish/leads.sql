-- One row per group of complaints. Holds no person's value: published as it is.
-- Reads: leads. Writes: published.leads. Used by: publish.
INSERT INTO published.leads BY NAME
SELECT * FROM leads
ORDER BY case_id, lead_id;
