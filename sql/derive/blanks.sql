-- One row per ordered pair of lists: persons in both of whom the child has a cell that the parent has blank.
-- Reads: torn_records, torn_rows, list_fields, list_pairs. Returns rows. Used by: derive.
-- Of fields that both lists fill: a column gained or lost is counted as a whole elsewhere. A masked cell is not blank.
-- Counted for the pairs of which one is new; the others as stored. Beyond so many rows, persons are sampled by hash.
CREATE OR REPLACE TEMP TABLE blank_cells AS
SELECT
    dataset_no,
    row_no,
    (
        (coalesce(found.name, name) IS NULL)::BIGINT * 1 +
        (coalesce(found.gender, gender) IS NULL)::BIGINT * 2 +
        (coalesce(found.id_number, id_number) IS NULL)::BIGINT * 4 +
        (coalesce(found.birth_date, birth_date) IS NULL)::BIGINT * 8 +
        (coalesce(found.age, age) IS NULL)::BIGINT * 16 +
        (coalesce(found.ethnicity, ethnicity) IS NULL)::BIGINT * 32 +
        (coalesce(found.student_number, student_number) IS NULL)::BIGINT * 64 +
        (coalesce(found.school, school) IS NULL)::BIGINT * 128 +
        (coalesce(found.grade, grade) IS NULL)::BIGINT * 256 +
        (coalesce(found.class, class) IS NULL)::BIGINT * 512 +
        (coalesce(found.guardian_name, guardian_name) IS NULL)::BIGINT * 1024 +
        (coalesce(found.guardian_relation, guardian_relation) IS NULL)::BIGINT * 2048 +
        (coalesce(found.phone, phone) IS NULL)::BIGINT * 4096 +
        (coalesce(found.landline, landline) IS NULL)::BIGINT * 8192 +
        (coalesce(found.employer, employer) IS NULL)::BIGINT * 16384 +
        (coalesce(found.occupation, occupation) IS NULL)::BIGINT * 32768 +
        (coalesce(found.address, address) IS NULL)::BIGINT * 65536 +
        (coalesce(found.city, city) IS NULL)::BIGINT * 131072 +
        (coalesce(found.region, region) IS NULL)::BIGINT * 262144 +
        (coalesce(found.postcode, postcode) IS NULL)::BIGINT * 524288 +
        (coalesce(found.birth_place, birth_place) IS NULL)::BIGINT * 1048576 +
        (coalesce(found.email_im, email_im) IS NULL)::BIGINT * 2097152 +
        (coalesce(found.score, score) IS NULL)::BIGINT * 4194304 +
        (coalesce(found.health, health) IS NULL)::BIGINT * 8388608 +
        (coalesce(found.finance, finance) IS NULL)::BIGINT * 16777216 +
        (coalesce(found.whereabouts, whereabouts) IS NULL)::BIGINT * 33554432 +
        (coalesce(found.lodging, lodging) IS NULL)::BIGINT * 67108864 +
        (coalesce(found.transactions, transactions) IS NULL)::BIGINT * 134217728 +
        (coalesce(found.remark, remark) IS NULL)::BIGINT * 268435456 +
        (coalesce(found.communications, communications) IS NULL)::BIGINT * 4294967296 +
        (coalesce(found.call_records, call_records) IS NULL)::BIGINT * 8589934592
    ) AS bits
FROM torn_records;

DROP TABLE torn_records;

CREATE OR REPLACE TEMP TABLE blank_rows AS
WITH filled AS (
    SELECT dataset_no, bit_or(1::BIGINT << bit) AS bits FROM list_fields GROUP BY dataset_no
)

SELECT s.person_id, s.dataset_no, b.bits & f.bits AS blank, f.bits & ~b.bits AS filled
FROM torn_rows AS s
INNER JOIN blank_cells AS b ON s.dataset_no = b.dataset_no AND s.row_no = b.row_no
INNER JOIN filled AS f ON s.dataset_no = f.dataset_no;

WITH size AS (
    SELECT greatest(count(*) // $rows, 1) AS step FROM blank_rows WHERE blank <> 0
),

counted AS (
    SELECT a.dataset_no AS parent_no, b.dataset_no AS child_no, count(*) * any_value(s.step) AS filled
    FROM blank_rows AS a
    INNER JOIN blank_rows AS b ON a.person_id = b.person_id AND a.dataset_no <> b.dataset_no
    CROSS JOIN size AS s
    WHERE a.blank & b.filled <> 0 AND hash(a.person_id) % s.step::UBIGINT = 0
        AND (a.dataset_no IN (SELECT unnest($new)) OR b.dataset_no IN (SELECT unnest($new)))
    GROUP BY a.dataset_no, b.dataset_no
)

SELECT parent_no, child_no, filled::DOUBLE AS filled FROM counted
UNION ALL
SELECT parent_no, child_no, filled
FROM list_pairs
WHERE case_id = $case_id AND filled > 0
    AND parent_no NOT IN (SELECT unnest($new)) AND child_no NOT IN (SELECT unnest($new))
ORDER BY parent_no, child_no;
