-- One row per row of a list, with its person.
-- Reads: person_records, datasets. Writes: published.person_records. Used by: publish.
INSERT INTO published.person_records BY NAME
SELECT d.dataset_id, p.row_no, p.person_id, p.reason
FROM person_records AS p
JOIN datasets AS d ON d.dataset_no = p.dataset_no
WHERE d.kind IN (SELECT unnest($list_kinds));
