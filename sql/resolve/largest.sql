-- One row per cluster that an operator should look at: several names or phones, of those with most rows among the persons just touched.
-- Reads: resolve_found, records, person_records. Writes: nothing (returns rows). Used by: resolve (log).
WITH largest AS (
    SELECT person_id, sum(found) AS found
    FROM resolve_found
    GROUP BY person_id
    ORDER BY found DESC, person_id
    LIMIT 100
)
SELECT
    l.person_id,
    l.found,
    count(DISTINCT r.name) AS names,
    count(DISTINCT CASE WHEN r.phone_state = 'valid' THEN r.phone END) AS phones,
    count(DISTINCT CASE WHEN r.id_state = 'valid' THEN r.id_number END) AS ids,
    array_to_string(list_sort(list(DISTINCT p.reason)), ', ') AS reasons
FROM largest AS l
INNER JOIN person_records AS p ON l.person_id = p.person_id
INNER JOIN records AS r ON p.dataset_no = r.dataset_no AND p.row_no = r.row_no
GROUP BY l.person_id, l.found
HAVING count(DISTINCT r.name) > $names OR count(DISTINCT CASE WHEN r.phone_state = 'valid' THEN r.phone END) > $phones
ORDER BY l.found DESC, l.person_id
LIMIT 20;
