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
    SELECT r.*, cells_found(r.raw) AS found
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
                {'field': 'name', 'text': name, 'raw': found.name},
                {'field': 'gender', 'text': gender, 'raw': found.gender},
                {'field': 'id_number', 'text': id_number, 'raw': found.id_number},
                {'field': 'birth_date', 'text': birth_date, 'raw': found.birth_date},
                {'field': 'age', 'text': age, 'raw': found.age},
                {'field': 'student_number', 'text': student_number, 'raw': found.student_number},
                {'field': 'school', 'text': school, 'raw': found.school},
                {'field': 'grade', 'text': grade, 'raw': found.grade},
                {'field': 'class', 'text': class, 'raw': found.class},
                {'field': 'guardian_name', 'text': guardian_name, 'raw': found.guardian_name},
                {'field': 'phone', 'text': phone, 'raw': found.phone},
                {'field': 'landline', 'text': landline, 'raw': found.landline},
                {'field': 'employer', 'text': employer, 'raw': found.employer},
                {'field': 'address', 'text': address, 'raw': found.address},
                {'field': 'city', 'text': city, 'raw': found.city},
                {'field': 'region', 'text': region, 'raw': found.region},
                {'field': 'email_im', 'text': email_im, 'raw': found.email_im},
                {'field': 'score', 'text': score, 'raw': found.score},
                {'field': 'health', 'text': health, 'raw': found.health},
                {'field': 'finance', 'text': finance, 'raw': found.finance},
                {'field': 'whereabouts', 'text': whereabouts, 'raw': found.whereabouts},
                {'field': 'communications', 'text': communications, 'raw': found.communications},
                {'field': 'call_records', 'text': call_records, 'raw': found.call_records},
                {'field': 'lodging', 'text': lodging, 'raw': found.lodging},
                {'field': 'transactions', 'text': transactions, 'raw': found.transactions}
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
