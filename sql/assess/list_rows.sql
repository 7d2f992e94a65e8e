-- One row per accepted row of these lists: its person, its class under each profile, and whether it was shown to be false.
-- Reads: records, person_records, temp.lists, temp.shown_false. Writes: temp.list_rows. Used by: assess.
-- The class of a row is the highest among its filled fields. strict: a name with an ID number is class B.
CREATE OR REPLACE TEMP TABLE list_rows AS
WITH filled AS (
    SELECT dataset_no, row_no, row_hash, duplicate_of,
        CASE WHEN phone_state NOT IN ('placeholder', 'masked') THEN phone END AS phone,
        CASE WHEN id_state NOT IN ('placeholder', 'masked', 'damaged') THEN id_number END AS id_number,
        concat(*COLUMNS(lambda c: list_contains($class_a, c))) <> '' AS is_a,
        concat(*COLUMNS(lambda c: list_contains($class_b, c))) <> '' AS is_b,
        name <> '' AND id_number <> '' AS name_with_id,
        coalesce(health, '') <> '' AS has_health
    FROM records
    WHERE dataset_no IN (SELECT dataset_no FROM lists)
),
falsified AS (
    SELECT DISTINCT dataset_no, row_no FROM shown_false
)
SELECT l.actor_no, f.dataset_no, f.row_no, f.row_hash, f.duplicate_of, f.phone, f.id_number, p.person_id,
    CASE WHEN f.is_a THEN 'A' WHEN f.is_b THEN 'B' ELSE 'C' END AS main,
    CASE WHEN f.is_a THEN 'A' WHEN f.is_b OR f.name_with_id THEN 'B' ELSE 'C' END AS strict,
    x.row_no IS NOT NULL AS is_false, f.has_health
FROM filled AS f
JOIN lists AS l ON l.dataset_no = f.dataset_no
LEFT JOIN person_records AS p ON p.dataset_no = f.dataset_no AND p.row_no = f.row_no
LEFT JOIN falsified AS x ON x.dataset_no = f.dataset_no AND x.row_no = f.row_no;
