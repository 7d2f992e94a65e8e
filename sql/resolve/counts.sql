-- One row per list and value that several of its nodes have: how rare a value is tells how much it says.
-- Reads: resolve_nodes, resolve_latin, value_counts. Writes: value_counts. Used by: resolve.
INSERT INTO value_counts
WITH firsts AS (
    SELECT node, dataset_no, who, latin
    FROM resolve_nodes
    WHERE dataset_no NOT IN (SELECT v.dataset_no FROM value_counts AS v WHERE v.value_hash = 0)  -- a list resolved again is counted
),
spelt AS (
    SELECT node, 'word ' || unnest(words) AS text FROM resolve_latin
    UNION ALL
    SELECT node, 'street ' || unnest(streets) FROM resolve_latin
    UNION ALL
    SELECT node, unnest(spots) FROM resolve_latin
    UNION ALL
    SELECT node, 'occupation ' || occupation FROM resolve_latin WHERE occupation IS NOT NULL
),
shown AS (
    SELECT dataset_no, who AS value_hash FROM firsts WHERE who IS NOT NULL AND NOT latin
    UNION ALL
    SELECT f.dataset_no, hash(s.text) FROM spelt AS s INNER JOIN firsts AS f ON s.node = f.node
    UNION ALL
    SELECT dataset_no, 0::UBIGINT FROM firsts
)
SELECT dataset_no, value_hash, count(*) AS found
FROM shown
GROUP BY dataset_no, value_hash
HAVING count(*) > 1 OR value_hash = 0;
