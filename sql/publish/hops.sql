-- One row per seller → buyer of a case. Holds no person's value: published as it is.
-- Reads: hops. Writes: published.hops. Used by: publish.
INSERT INTO published.hops BY NAME
SELECT * FROM hops
ORDER BY case_id, seller, buyer;
