-- One row per publication: the state of its input.
-- Reads: nothing. Writes: published.about. Used by: publish.
INSERT INTO published.about BY NAME
SELECT $version AS version, $inputs AS inputs;
