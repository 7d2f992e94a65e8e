-- One row per person with a Latin name and block of its words in which look-alikes are sought; the other blocks follow from identities.
-- Reads: resolve_spelt, resolve_labels (registered by the caller), resolve_merged. Writes: person_blocks.
-- Used by: resolve.
UPDATE person_blocks SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_blocks.person_id = m.merged_id;

INSERT INTO person_blocks
SELECT DISTINCT b.block, l.person_id
FROM resolve_spelt AS b
INNER JOIN resolve_labels AS l ON b.node = l.node
ANTI JOIN person_blocks AS s ON b.block = s.block_hash AND l.person_id = s.person_id;
