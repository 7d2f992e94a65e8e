-- One row per row of a list that a person has, under the name of records: what follows in this connection sees these alone.
-- Reads: person_merges, person_records, records, identities. Writes: explain_rows, records, placed_records, identities (temporary); returns the lists.
-- Used by: resolve (explain).
CREATE OR REPLACE TEMP TABLE explain_rows AS
WITH RECURSIVE meant AS (
    SELECT $person::BIGINT AS person_id
    UNION
    SELECT m.person_id FROM meant INNER JOIN person_merges AS m ON meant.person_id = m.merged_id
)

SELECT p.dataset_no, p.row_no, p.person_id, p.reason
FROM person_records AS p
SEMI JOIN meant USING (person_id);

CREATE OR REPLACE TEMP TABLE records AS
SELECT r.*
FROM warehouse.main.records AS r
SEMI JOIN explain_rows AS e ON r.dataset_no = e.dataset_no AND r.row_no = e.row_no;

CREATE OR REPLACE TEMP VIEW placed_records AS
SELECT rowid AS place, *
FROM records;

-- As if nobody were known yet: all sets of values become nodes.
CREATE OR REPLACE TEMP TABLE identities AS
SELECT *
FROM warehouse.main.identities
WHERE FALSE;

SELECT DISTINCT dataset_no, person_id
FROM explain_rows
ORDER BY dataset_no;
