-- One row per ordered pair of lists: persons in both of whom the child has a cell that the parent has blank.
-- Reads: records, torn_rows, list_fields, list_pairs. Returns rows. Used by: derive.
-- Of fields that both lists fill: a column gained or lost is counted as a whole elsewhere. A masked cell is not blank.
-- Counted for the pairs of which one is new; the others as stored. Beyond so many rows, persons are sampled by hash.
-- Records are found by a semi-join first: DuckDB 2.0.0 fails on columns that a join of few matches in many rows carries along.
CREATE OR REPLACE TEMP TABLE blank_cells AS
SELECT
    dataset_no,
    row_no,
    (
        (coalesce(name_raw, name) IS NULL)::BIGINT * 1 +
        (coalesce(gender_raw, gender) IS NULL)::BIGINT * 2 +
        (coalesce(id_number_raw, id_number) IS NULL)::BIGINT * 4 +
        (coalesce(birth_date_raw, birth_date) IS NULL)::BIGINT * 8 +
        (coalesce(age_raw, age) IS NULL)::BIGINT * 16 +
        (coalesce(ethnicity_raw, ethnicity) IS NULL)::BIGINT * 32 +
        (coalesce(student_number_raw, student_number) IS NULL)::BIGINT * 64 +
        (coalesce(school_raw, school) IS NULL)::BIGINT * 128 +
        (coalesce(grade_raw, grade) IS NULL)::BIGINT * 256 +
        (coalesce(class_raw, class) IS NULL)::BIGINT * 512 +
        (coalesce(guardian_name_raw, guardian_name) IS NULL)::BIGINT * 1024 +
        (coalesce(guardian_relation_raw, guardian_relation) IS NULL)::BIGINT * 2048 +
        (coalesce(phone_raw, phone) IS NULL)::BIGINT * 4096 +
        (coalesce(landline_raw, landline) IS NULL)::BIGINT * 8192 +
        (coalesce(employer_raw, employer) IS NULL)::BIGINT * 16384 +
        (coalesce(occupation_raw, occupation) IS NULL)::BIGINT * 32768 +
        (coalesce(address_raw, address) IS NULL)::BIGINT * 65536 +
        (coalesce(city_raw, city) IS NULL)::BIGINT * 131072 +
        (coalesce(region_raw, region) IS NULL)::BIGINT * 262144 +
        (coalesce(postcode_raw, postcode) IS NULL)::BIGINT * 524288 +
        (coalesce(birth_place_raw, birth_place) IS NULL)::BIGINT * 1048576 +
        (coalesce(email_im_raw, email_im) IS NULL)::BIGINT * 2097152 +
        (coalesce(score_raw, score) IS NULL)::BIGINT * 4194304 +
        (coalesce(health_raw, health) IS NULL)::BIGINT * 8388608 +
        (coalesce(finance_raw, finance) IS NULL)::BIGINT * 16777216 +
        (coalesce(whereabouts_raw, whereabouts) IS NULL)::BIGINT * 33554432 +
        (coalesce(lodging_raw, lodging) IS NULL)::BIGINT * 67108864 +
        (coalesce(transactions_raw, transactions) IS NULL)::BIGINT * 134217728 +
        (coalesce(remark_raw, remark) IS NULL)::BIGINT * 268435456 +
        (coalesce(communications_raw, communications) IS NULL)::BIGINT * 4294967296 +
        (coalesce(call_records_raw, call_records) IS NULL)::BIGINT * 8589934592
    ) AS bits
FROM records
SEMI JOIN torn_rows USING (dataset_no, row_no);

CREATE OR REPLACE TEMP TABLE blank_rows AS
WITH filled AS (
    SELECT dataset_no, bit_or(1::BIGINT << bit) AS bits FROM list_fields GROUP BY dataset_no
)

SELECT s.case_id, s.person_id, s.dataset_no, b.bits & f.bits AS blank, f.bits & ~b.bits AS filled
FROM torn_rows AS s
INNER JOIN blank_cells AS b ON s.dataset_no = b.dataset_no AND s.row_no = b.row_no
INNER JOIN filled AS f ON s.dataset_no = f.dataset_no;

WITH size AS (
    SELECT greatest(count(*) // $rows, 1) AS step FROM blank_rows WHERE blank <> 0
),

counted AS (
    SELECT a.dataset_no AS parent_no, b.dataset_no AS child_no, count(*) * any_value(s.step) AS filled
    FROM blank_rows AS a
    INNER JOIN blank_rows AS b ON a.case_id = b.case_id AND a.person_id = b.person_id AND a.dataset_no <> b.dataset_no
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
