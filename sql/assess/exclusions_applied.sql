-- One row per row of a list that does not count for its holder, if he is to be counted, with the rule, and the row that counts instead or the evidence.
-- Reads: temp.lists, temp.counted_rows, temp.shown_false. Writes: exclusions_applied. Used by: assess.
INSERT INTO exclusions_applied BY NAME
WITH placed AS (
    SELECT l.case_id, l.actor, l.actor_no, l.dataset_id, r.dataset_no, r.row_no, r.copied, r.person_id, r.is_false,
        l.ordinal * 1000000000000 + r.row_no AS place
    FROM counted_rows AS r
    JOIN lists AS l ON l.dataset_no = r.dataset_no
    WHERE NOT r.alone OR r.is_false OR r.person_id IS NULL
),
counting AS (
    SELECT actor_no, person_id, min(place) AS place
    FROM placed
    WHERE person_id IS NOT NULL AND NOT is_false
    GROUP BY ALL
),
evidence AS (
    SELECT dataset_no, row_no, arg_min(f, (f.field, f.source_file, f.source_line)) AS f FROM shown_false AS f GROUP BY dataset_no, row_no
)
SELECT p.case_id, p.actor, p.dataset_id, p.row_no, p.person_id,
    CASE
        WHEN p.is_false THEN 'shown_false'
        WHEN p.person_id IS NULL THEN 'no_person'
        WHEN p.copied THEN 'exact_duplicate'
        WHEN k.dataset_id = p.dataset_id THEN 'same_person'
        ELSE 'same_person_other_list'
    END AS rule,
    CASE WHEN NOT p.is_false THEN k.dataset_id END AS kept_dataset_id,
    CASE WHEN NOT p.is_false THEN c.place % 1000000000000 END AS kept_row_no,
    e.f.field AS field, e.f.reason AS reason, e.f.evidence AS evidence,
    e.f.source_file AS source_file, e.f.source_line AS source_line
FROM placed AS p
LEFT JOIN counting AS c ON c.actor_no = p.actor_no AND c.person_id = p.person_id
LEFT JOIN lists AS k ON k.actor_no = c.actor_no AND k.ordinal = c.place // 1000000000000
LEFT JOIN evidence AS e ON e.dataset_no = p.dataset_no AND e.row_no = p.row_no
WHERE p.is_false OR p.person_id IS NULL OR p.place <> c.place;
