-- One row per list and value that several of its nodes have (resolve_counted): how rare a value is tells how much it says. With what is counted
-- already: resolve_frequencies, a view.
-- Reads: resolve_countable, resolve_latin, value_counts. Writes: resolve_counted (temporary), resolve_frequencies (temporary view). Used by: resolve.
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

CREATE OR REPLACE TEMP VIEW resolve_frequencies AS
SELECT value_hash, found FROM value_counts
UNION ALL
SELECT value_hash, found FROM resolve_counted;
