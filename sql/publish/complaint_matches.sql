-- One row per complaint and list that holds the victim: how what the caller knew stands against the list's best row.
-- Reads: complaints, records, datasets, person_records. Writes: published.complaint_matches. Used by: publish.
-- A row is the victim's when the phone is his, or the name is and three facts agree.
INSERT INTO published.complaint_matches BY NAME
WITH pairs AS (
    SELECT case_id, complaint_id, victim_phone, victim_name,
        unnest(string_split(replace(known_facts, '；', ';'), ';')) AS fact
    FROM complaints
),
facts AS (
    SELECT DISTINCT case_id, complaint_id, known_field(split_part(fact, '=', 1), $field_of) AS field,
        lower(trim(substr(fact, strpos(fact, '=') + 1))) AS value
    FROM pairs
    WHERE fact LIKE '%=%'
),
identity AS (
    SELECT case_id, complaint_id, victim_phone AS phone, victim_name AS name FROM complaints
    UNION
    SELECT case_id, complaint_id, value, NULL FROM facts WHERE field = 'phone'
    UNION
    SELECT case_id, complaint_id, NULL, value FROM facts WHERE field = 'name'
),
hits AS (
    SELECT i.case_id, i.complaint_id, r.dataset_no, r.row_no, true AS by_phone
    FROM identity AS i
    JOIN records AS r ON r.phone = i.phone AND i.phone <> ''
    UNION ALL
    SELECT i.case_id, i.complaint_id, r.dataset_no, r.row_no, false
    FROM identity AS i
    JOIN records AS r ON r.name = i.name AND i.name <> ''
),
candidates AS (
    SELECT h.case_id, h.complaint_id, h.dataset_no, h.row_no, d.dataset_id, bool_or(h.by_phone) AS by_phone
    FROM hits AS h
    JOIN datasets AS d ON d.dataset_no = h.dataset_no AND d.case_id = h.case_id
    WHERE d.kind IN (SELECT unnest($list_kinds))
    GROUP BY ALL
),
rows_of AS (
    SELECT * FROM records WHERE (dataset_no, row_no) IN (SELECT (dataset_no, row_no) FROM candidates)
),
cells AS (
    UNPIVOT (SELECT dataset_no, row_no, COLUMNS(lambda c: list_contains($fields, c)) FROM rows_of)
    ON COLUMNS(* EXCLUDE (dataset_no, row_no))
    INTO NAME field VALUE value
),
as_found AS (
    SELECT dataset_no, row_no, unnest(entries_found(raw), recursive := true) FROM rows_of
),
read AS (
    SELECT dataset_no, row_no, field, lower(trim(value)) AS value FROM cells WHERE value <> ''
    UNION ALL
    SELECT dataset_no, row_no, key, lower(trim(value)) FROM as_found WHERE value <> '' AND list_contains($fields, key)
),
compared AS (
    SELECT c.case_id, c.complaint_id, c.dataset_id, c.row_no, c.by_phone, f.field,
        bool_or(r.value = f.value) AS agrees, count(r.value) = 0 AS absent
    FROM candidates AS c
    JOIN facts AS f ON f.case_id = c.case_id AND f.complaint_id = c.complaint_id
    LEFT JOIN read AS r ON r.dataset_no = c.dataset_no AND r.row_no = c.row_no AND r.field = f.field
    GROUP BY ALL
),
scored AS (
    SELECT case_id, complaint_id, dataset_id, row_no, by_phone, count(*) AS facts,
        count(*) FILTER (WHERE agrees) AS agree,
        count(*) FILTER (WHERE NOT absent AND NOT agrees) AS differ,
        coalesce(list(field ORDER BY field) FILTER (WHERE agrees), []) AS fields_agree,
        coalesce(list(field ORDER BY field) FILTER (WHERE NOT absent AND NOT agrees), []) AS fields_differ,
        coalesce(list(field ORDER BY field) FILTER (WHERE absent), []) AS fields_absent
    FROM compared
    GROUP BY ALL
)
SELECT s.* EXCLUDE (by_phone), s.agree = s.facts AS exact, p.person_id
FROM scored AS s
JOIN datasets AS d ON d.dataset_id = s.dataset_id
LEFT JOIN person_records AS p ON p.dataset_no = d.dataset_no AND p.row_no = s.row_no
WHERE s.by_phone OR s.agree >= 3
QUALIFY row_number() OVER (PARTITION BY s.case_id, s.complaint_id, s.dataset_id ORDER BY s.agree DESC, s.differ, s.row_no) = 1
ORDER BY s.case_id, s.complaint_id, s.agree DESC, s.dataset_id;
