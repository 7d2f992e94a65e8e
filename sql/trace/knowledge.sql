-- One row per list that holds the person of a complaint: how many of the caller's facts it has exactly, and how many otherwise.
-- Reads: records, datasets. Returns rows. Used by: trace.
-- rarity: facts weighed by 1 / lists that have them (the guilt model of Papadimitriou and Garcia-Molina).
WITH facts AS (
    SELECT DISTINCT unnest($fields) AS field, unnest($values) AS value
),

keys AS (
    SELECT field, value FROM facts WHERE field IN ('name', 'phone', 'id_number', 'guardian_name')
),

rows AS (
    SELECT r.*
    FROM records AS r
    INNER JOIN datasets AS d ON r.dataset_no = d.dataset_no
    WHERE d.case_id = $case_id AND d.kind IN ('seized', 'leaked', 'reference')
        AND (
            r.name IN (SELECT value FROM keys WHERE field = 'name')
            OR r.phone IN (SELECT value FROM keys WHERE field = 'phone')
            OR r.id_number IN (SELECT value FROM keys WHERE field = 'id_number')
            OR (
                contains(r.phone, '*')
                AND left(r.phone, 3) || right(r.phone, 4)
                    IN (SELECT left(value, 3) || right(value, 4) FROM keys WHERE field = 'phone')
            )
        )
),

cells AS (
    SELECT dataset_no, row_no, c.field AS field, c.text AS text, c.raw AS raw
    FROM (
        SELECT
            dataset_no,
            row_no,
            unnest([
                {'field': 'name', 'text': name, 'raw': name_raw},
                {'field': 'gender', 'text': gender, 'raw': gender_raw},
                {'field': 'id_number', 'text': id_number, 'raw': id_number_raw},
                {'field': 'birth_date', 'text': birth_date, 'raw': birth_date_raw},
                {'field': 'age', 'text': age, 'raw': age_raw},
                {'field': 'student_number', 'text': student_number, 'raw': student_number_raw},
                {'field': 'school', 'text': school, 'raw': school_raw},
                {'field': 'grade', 'text': grade, 'raw': grade_raw},
                {'field': 'class', 'text': class, 'raw': class_raw},
                {'field': 'guardian_name', 'text': guardian_name, 'raw': guardian_name_raw},
                {'field': 'phone', 'text': phone, 'raw': phone_raw},
                {'field': 'landline', 'text': landline, 'raw': landline_raw},
                {'field': 'employer', 'text': employer, 'raw': employer_raw},
                {'field': 'address', 'text': address, 'raw': address_raw},
                {'field': 'city', 'text': city, 'raw': city_raw},
                {'field': 'region', 'text': region, 'raw': region_raw},
                {'field': 'email_im', 'text': email_im, 'raw': email_im_raw},
                {'field': 'score', 'text': score, 'raw': score_raw},
                {'field': 'health', 'text': health, 'raw': health_raw},
                {'field': 'finance', 'text': finance, 'raw': finance_raw},
                {'field': 'whereabouts', 'text': whereabouts, 'raw': whereabouts_raw},
                {'field': 'communications', 'text': communications, 'raw': communications_raw},
                {'field': 'call_records', 'text': call_records, 'raw': call_records_raw},
                {'field': 'lodging', 'text': lodging, 'raw': lodging_raw},
                {'field': 'transactions', 'text': transactions, 'raw': transactions_raw}
            ]) AS c
        FROM rows
    )
    WHERE c.text IS NOT NULL AND c.text <> ''
),

compared AS (
    SELECT
        c.dataset_no,
        c.row_no,
        f.field,
        f.value,
        c.text = f.value OR c.raw = f.value
            OR (contains(c.text, '*') AND length(c.text) = length(f.value) AND f.value LIKE replace(c.text, '*', '_')) AS same
    FROM cells AS c
    INNER JOIN facts AS f ON c.field = f.field
),

spread AS (
    SELECT field, value, count(DISTINCT dataset_no) AS lists FROM compared WHERE same GROUP BY field, value
),

scored AS (
    SELECT
        c.dataset_no,
        c.row_no,
        count(DISTINCT c.field) FILTER (c.same) AS known,
        count(DISTINCT c.field) FILTER (NOT c.same) AS otherwise,
        round(coalesce(sum(1.0 / s.lists) FILTER (c.same), 0), 6) AS rarity
    FROM compared AS c
    LEFT JOIN spread AS s ON c.field = s.field AND c.value = s.value
    GROUP BY c.dataset_no, c.row_no
)

SELECT dataset_no, known, otherwise, rarity, (SELECT count(DISTINCT field) FROM facts) AS facts
FROM scored
WHERE known > 0
QUALIFY row_number() OVER (PARTITION BY dataset_no ORDER BY known - otherwise DESC, rarity DESC, row_no) = 1
ORDER BY dataset_no;
