-- One row per node that a list which goes had before all others (resolve_countable, a view): it was counted with that list, and is to be
-- counted with the next that has it.
-- Reads: resolve_nodes, resolve_spellings, resolve_gone. Writes: resolve_countable (temporary view). Used by: resolve (release).
CREATE OR REPLACE TEMP VIEW resolve_countable AS
WITH orphans AS (
    SELECT n.node
    FROM resolve_nodes AS n
    INNER JOIN resolve_spellings AS s ON n.node = s.node
    INNER JOIN resolve_gone AS g ON s.digest = g.digest AND g.dataset_no < n.dataset_no
)
SELECT n.node, n.dataset_no, n.who, n.latin
FROM resolve_nodes AS n
SEMI JOIN orphans AS o ON n.node = o.node;
