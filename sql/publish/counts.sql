-- One row per actor × class of information × profile. Holds no person's value: published as it is.
-- Reads: counts. Writes: published.counts. Used by: publish.
INSERT INTO published.counts BY NAME
SELECT * FROM counts
ORDER BY case_id, actor, class, profile;
