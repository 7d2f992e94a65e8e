-- One row per row of a list.
-- Reads: resolve_members, resolve_merged, person_profiles. Writes: person_merges, person_profiles, person_records.
-- Used by: derive, assess, publish.
INSERT INTO person_merges BY NAME
SELECT merged_id, person_id, reason
FROM resolve_merged
ORDER BY merged_id;

UPDATE person_profiles SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_profiles.person_id = m.merged_id;

UPDATE person_records SET person_id = m.person_id
FROM resolve_merged AS m
WHERE person_records.person_id = m.merged_id;

INSERT INTO person_records BY NAME
SELECT m.dataset_no, m.row_no, p.person_id, CASE WHEN n.profile IS NULL THEN 'same values' ELSE p.reason END AS reason, m.profile
FROM resolve_members AS m
INNER JOIN person_profiles AS p ON m.profile = p.profile
LEFT JOIN resolve_nodes AS n ON m.profile = n.profile;
