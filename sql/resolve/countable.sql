-- One row per node that is to be counted (resolve_countable, a view): of lists that were not counted before; what is resolved again was.
-- Reads: resolve_nodes, value_counts. Writes: resolve_countable (temporary view). Used by: resolve.
CREATE OR REPLACE TEMP VIEW resolve_countable AS
SELECT node, dataset_no, who, latin
FROM resolve_nodes
WHERE dataset_no NOT IN (SELECT v.dataset_no FROM value_counts AS v WHERE v.value_hash = 0);
