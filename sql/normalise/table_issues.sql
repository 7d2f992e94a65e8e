-- One row per row of a record table that could not be taken.
-- Reads: parsed (temporary), datasets. Writes: load_issues. Used by: normalise.
INSERT INTO load_issues (finding_id, case_id, dataset_id, path, "row", field, code, message)
SELECT
    d.finding_id, d.case_id, d.dataset_id, d.path, parsed.row_no, split_part(fault, ' ', 1),
    CASE WHEN fault LIKE '% twice' THEN 'twice' WHEN fault = 'status' THEN 'not_paid' WHEN fault = 'own' THEN 'own_money' WHEN fault = 'refund' THEN 'paid_back' ELSE 'unreadable_' || fault END,
    CASE WHEN fault LIKE '% twice' THEN 'the case has a row of this id already; give the new one an id of its own'
         WHEN fault = 'status' THEN 'the payment was closed, refused or revoked, so no money moved; nothing to do'
         WHEN fault = 'own' THEN 'neither income nor expense by the file itself: money moved within the account; nothing to do'
         WHEN fault = 'refund' THEN 'all of it was paid back, as its own line says; nothing to do'
         ELSE 'line ' || line_no || ': ' || fault || ' is missing or unreadable; mend a copy of the file and hand it in again' END
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NOT NULL;
