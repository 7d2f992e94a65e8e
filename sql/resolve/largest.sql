-- One row per cluster that an operator should look at: most distinct values among the persons just touched.
-- Reads: person_profiles, resolve_touched. Writes: nothing (returns rows). Used by: resolve (log).
SELECT
    p.person_id,
    count(*) AS profiles,
    count(DISTINCT p.name) AS names,
    count(DISTINCT p.phone) AS phones,
    count(DISTINCT CASE WHEN p.id_state = 'valid' THEN p.id_number END) AS ids,
    string_agg(DISTINCT p.reason, ', ' ORDER BY p.reason) AS reasons
FROM person_profiles AS p
SEMI JOIN resolve_touched AS t ON p.person_id = t.person_id
GROUP BY p.person_id
HAVING count(DISTINCT p.name) > $names OR count(DISTINCT p.phone) > $phones
ORDER BY profiles DESC, p.person_id
LIMIT 20;
