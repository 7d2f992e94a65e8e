-- One row per row of a list that somebody held: who and which person, the class of each reading, and numbers for what it is counted by.
-- Reads: temp.list_rows, temp.read_rows, temp.lists. Writes: nothing (returns rows). Used by: report (bundle).
-- Numbers instead of values or hashes: equal numbers are equal values of the actor's rows, and no number can be turned back.
SELECT
    l.dataset_id, r.row_no, l.actor, r.person_id AS person,
    dense_rank() OVER (ORDER BY r.guardian) * CASE WHEN r.guardian IS NULL THEN NULL ELSE 1 END AS parent,
    dense_rank() OVER (ORDER BY k.row_hash) AS exact,
    dense_rank() OVER (ORDER BY k.phone_key) * CASE WHEN k.phone_key IS NULL THEN NULL ELSE 1 END AS phone,
    dense_rank() OVER (ORDER BY k.id_key) * CASE WHEN k.id_key IS NULL THEN NULL ELSE 1 END AS id,
    chr(64 + r.main::INTEGER) AS main, chr(64 + r.strict::INTEGER) AS strict, r.bare::INTEGER AS bare, r.is_false::INTEGER AS is_false
FROM list_rows AS r
JOIN read_rows AS k ON k.dataset_no = r.dataset_no AND k.row_no = r.row_no
JOIN lists AS l ON r.dataset_no = l.dataset_no
ORDER BY l.dataset_id, r.row_no;
