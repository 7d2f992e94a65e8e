-- One row per decision on two rows of lists that is in force, with who these rows are now.
-- Reads: person_judgements, person_records, datasets. Writes: published.person_judgements. Used by: publish.
INSERT INTO published.person_judgements BY NAME
SELECT
    j.case_id, l.dataset_id, j.left_row AS row_no, a.person_id, r.dataset_id AS other_dataset_id, j.right_row AS other_row_no,
    b.person_id AS other_person_id, j.verdict, j."at", j.source_file, j.source_line
FROM person_judgements AS j
JOIN datasets AS l ON l.dataset_no = j.left_no
JOIN datasets AS r ON r.dataset_no = j.right_no
LEFT JOIN person_records AS a ON a.dataset_no = j.left_no AND a.row_no = j.left_row
LEFT JOIN person_records AS b ON b.dataset_no = j.right_no AND b.row_no = j.right_row;
