-- One row per list of these cases, with a hash of what its rows and their persons are.
-- Reads: temp.lists, person_records, dataset_columns. Writes: temp.list_contents. Used by: assess.
-- Accepted rows follow from the bytes (dataset_id) and the fields of the columns. Hashed twice: of two rows that change persons, sums of
-- what was hashed once may be the same.
CREATE OR REPLACE TEMP TABLE list_contents AS
WITH persons AS (
    SELECT dataset_no, sum(hash(hash(row_no, person_id))) AS hashed, count(*) AS number
    FROM person_records
    WHERE dataset_no IN (SELECT dataset_no FROM lists)
    GROUP BY dataset_no
),
columns_read AS (
    SELECT dataset_no, sum(hash(hash("position", field))) AS hashed FROM dataset_columns GROUP BY dataset_no
)
SELECT l.dataset_no, hash(l.dataset_id, p.hashed, p.number, c.hashed) AS content
FROM lists AS l
LEFT JOIN persons AS p ON p.dataset_no = l.dataset_no
LEFT JOIN columns_read AS c ON c.dataset_no = l.dataset_no;
