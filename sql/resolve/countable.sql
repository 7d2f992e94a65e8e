-- One row per node that is to be counted (resolve_countable): of lists that were not counted before; what is resolved again was.
-- Reads: resolve_nodes, value_counts. Writes: resolve_countable (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_countable AS
SELECT node
FROM resolve_nodes
WHERE dataset_no NOT IN (SELECT v.dataset_no FROM value_counts AS v WHERE v.value_hash = 0);
