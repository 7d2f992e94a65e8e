-- One row per list and value that several of its nodes have: how rare a value is tells how much it says.
-- Reads: resolve_countable, resolve_latin, value_counts. Writes: resolve_counted (temporary), value_counts. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_counted AS
WITH spelt AS (
    SELECT node, 'word ' || unnest(words) AS text FROM resolve_latin
    UNION ALL
    SELECT node, 'street ' || unnest(streets) FROM resolve_latin
    UNION ALL
    SELECT node, unnest(spots) FROM resolve_latin
    UNION ALL
    SELECT node, 'occupation ' || occupation FROM resolve_latin WHERE occupation IS NOT NULL
),
shown AS (
    SELECT dataset_no, who AS value_hash FROM resolve_countable WHERE who IS NOT NULL AND NOT latin
    UNION ALL
    SELECT c.dataset_no, hash(s.text) FROM spelt AS s INNER JOIN resolve_countable AS c ON s.node = c.node
)
SELECT dataset_no, value_hash, count(*) AS found
FROM shown
GROUP BY dataset_no, value_hash
HAVING count(*) > 1
UNION ALL
SELECT dataset_no, 0::UBIGINT, count(*)
FROM resolve_countable
GROUP BY dataset_no;

UPDATE value_counts SET found = value_counts.found + c.found
FROM resolve_counted AS c
WHERE value_counts.dataset_no = c.dataset_no AND value_counts.value_hash = c.value_hash;

INSERT INTO value_counts
SELECT c.dataset_no, c.value_hash, c.found
FROM resolve_counted AS c
ANTI JOIN value_counts AS v ON c.dataset_no = v.dataset_no AND c.value_hash = v.value_hash;
