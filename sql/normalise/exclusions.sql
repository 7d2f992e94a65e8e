-- One row per value shown to be false; rows without field or value stay in `parsed` with the field at fault.
-- Reads: found, datasets; header words and their fields as $words and $fields. Writes: exclusions, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT found.*, coalesce(words.field, given(found.field)) AS known_field, tidied("value") AS tidy
    FROM found
    LEFT JOIN (SELECT unnest($words) AS word, unnest($fields) AS field) AS words
        ON lower(regexp_replace(found.field, '[\s_-]', '', 'g')) = words.word
),

numbered AS (
    SELECT *, id_text(tidy) AS id, id_seventeen(id_text(tidy)) AS id_digits
    FROM read
),

checked AS (
    SELECT *, id_check(id_digits) AS id_check_char
    FROM numbered
)

SELECT
    dataset_no, row_no, line_no, given(case_id) AS case_id, known_field,
    CASE known_field WHEN 'phone' THEN phone_of(tidy) WHEN 'id_number' THEN id_of(id, id_digits, id_check_char)
                     WHEN 'birth_date' THEN date_of(tidy, NULL) ELSE tidy END AS false_value,
    given(reason) AS reason, given(evidence) AS evidence,
    CASE WHEN known_field IS NULL THEN 'field' WHEN tidy IS NULL THEN 'value' END AS fault
FROM checked;

INSERT INTO exclusions (case_id, field, "value", reason, evidence, finding_id, source_file, source_line)
SELECT coalesce(parsed.case_id, d.case_id), known_field, false_value, reason, evidence, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
