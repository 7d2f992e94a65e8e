-- One row per publication: the state of its input, as the published file says it.
-- Reads: published.about. Writes: nothing (returns rows). Used by: publish.
SELECT inputs FROM about;
