-- One row per person that an operator should look at: many names, phones, ID numbers or rows of one list, of the hundred with most rows
-- just found, and of those that are listed already and were touched.
-- Reads: resolve_found, resolve_merged, records, person_records. Writes: resolve_largest, resolve_theirs (temporary), large_persons. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_largest AS
WITH found AS (
    SELECT person_id, sum(found) AS records
    FROM resolve_found
    WHERE NOT single
    GROUP BY person_id
),

most AS (
    SELECT person_id
    FROM found
    ORDER BY records DESC, person_id
    LIMIT 100
),

listed AS (
    SELECT coalesce(m.person_id, l.person_id) AS person_id
    FROM large_persons AS l
    LEFT JOIN resolve_merged AS m ON l.person_id = m.merged_id
)

SELECT person_id FROM most
UNION
SELECT l.person_id
FROM listed AS l
SEMI JOIN found AS f ON l.person_id = f.person_id;

CREATE OR REPLACE TEMP TABLE resolve_theirs AS
SELECT p.person_id, p.dataset_no, p.reason, r.place AS at
FROM resolve_largest AS l
INNER JOIN person_records AS p ON l.person_id = p.person_id
INNER JOIN placed_records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no;

DELETE FROM large_persons
WHERE person_id IN (SELECT person_id FROM resolve_largest UNION ALL SELECT merged_id FROM resolve_merged);

INSERT INTO large_persons BY NAME
WITH cells AS (
    SELECT
        p.person_id, p.dataset_no, p.reason, r.name, r.duplicate_of,
        CASE WHEN r.phone_state = 'valid' THEN r.phone END AS phone,
        CASE WHEN r.id_state = 'valid' THEN r.id_number END AS id_number
    FROM resolve_theirs AS p
    INNER JOIN placed_records AS r ON p.at = r.place
),

fullest AS (
    SELECT person_id, max(found) AS most_in_one_list
    FROM (SELECT person_id, dataset_no, count(*) AS found FROM cells WHERE duplicate_of IS NULL GROUP BY person_id, dataset_no)
    GROUP BY person_id
),

counted AS (
    SELECT
        person_id, count(*) AS records, count(DISTINCT dataset_no) AS lists, count(DISTINCT name) AS names,
        count(DISTINCT phone) AS phones, count(DISTINCT id_number) AS ids,
        array_to_string(list_sort(list(DISTINCT reason)), ', ') AS reasons
    FROM cells
    GROUP BY person_id
),

told AS (
    SELECT
        c.*, f.most_in_one_list,
        concat_ws(
            ', ', CASE WHEN c.names > $names THEN 'names' END, CASE WHEN c.phones > $phones THEN 'phones' END,
            CASE WHEN c.ids > 1 THEN 'ids' END, CASE WHEN f.most_in_one_list > $rows THEN 'rows' END
        ) AS why
    FROM counted AS c
    INNER JOIN fullest AS f ON c.person_id = f.person_id
)

SELECT person_id, records, lists, most_in_one_list, names, phones, ids, reasons, why
FROM told
WHERE why <> '';
