-- One row per pair of look-alikes that were tied, with their person.
-- Reads: look_alikes, person_records, datasets. Writes: published.look_alikes. Used by: publish.
INSERT INTO published.look_alikes BY NAME
SELECT
    p.person_id, d.dataset_id, l.row_no, o.dataset_id AS other_dataset_id, l.other_row AS other_row_no, l.score, l.terms
FROM look_alikes AS l
JOIN datasets AS d ON d.dataset_no = l.dataset_no
JOIN datasets AS o ON o.dataset_no = l.other_no
JOIN person_records AS p ON p.dataset_no = l.dataset_no AND p.row_no = l.row_no;
