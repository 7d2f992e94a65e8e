-- One row per cluster that an operator should look at: several names or phones, of those with most rows among the persons just touched.
-- Reads: resolve_seen, person_records. Writes: nothing (returns rows). Used by: resolve (log).
WITH largest AS (
    SELECT person_id, count(*) AS found
    FROM resolve_seen
    GROUP BY person_id
    ORDER BY found DESC, person_id
    LIMIT 100
)
SELECT
    l.person_id,
    l.found,
    count(DISTINCT s.name) AS names,
    count(DISTINCT s.phone) AS phones,
    count(DISTINCT s.id_number) AS ids,
    (SELECT string_agg(DISTINCT r.reason, ', ' ORDER BY r.reason) FROM person_records AS r WHERE r.person_id = l.person_id) AS reasons
FROM largest AS l
INNER JOIN resolve_seen AS s ON l.person_id = s.person_id
GROUP BY l.person_id, l.found
HAVING count(DISTINCT s.name) > $names OR count(DISTINCT s.phone) > $phones
ORDER BY l.found DESC, l.person_id
LIMIT 20;
