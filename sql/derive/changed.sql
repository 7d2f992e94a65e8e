-- One row per list among $lists that is new, or whose rows are not the persons' that they were when it was compared.
-- Reads: person_records, compared_lists. Writes: persons_now (temporary). Returns rows. Used by: derive.
-- Persons who were taken apart and came out the same, because a list or a judgement went, are in case_merges: their lists need no other look.
CREATE OR REPLACE TEMP TABLE persons_now AS
SELECT dataset_no, hash(CAST(sum(hash(hash(row_no, person_id))) AS VARCHAR)) AS persons
FROM person_records
WHERE dataset_no IN (SELECT unnest($lists))
GROUP BY dataset_no;

SELECT DISTINCT unnest($lists) AS dataset_no
EXCEPT
SELECT n.dataset_no
FROM persons_now AS n
INNER JOIN compared_lists AS c ON n.dataset_no = c.dataset_no AND n.persons = c.persons
ORDER BY dataset_no;
