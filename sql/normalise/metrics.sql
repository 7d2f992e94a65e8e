-- One row per list of the batch: what the quality gate looks at. Counts and shares only, never a value of a person.
-- Reads: records, datasets, dataset_columns. Writes: metrics (temporary; returned too). Used by: normalise, quality.
-- An empty list has no shares: 0 stands for them, and its rows condemn it anyway.
CREATE OR REPLACE TEMP TABLE metrics AS
WITH counted AS (
    SELECT
        dataset_no,
        count(*) AS row_count,
        count(name) AS name_filled,
        count(phone) AS phone_filled,
        count(*) FILTER (WHERE phone_state = 'valid') AS phone_valid,
        count(*) FILTER (WHERE phone_state = 'masked') AS phone_masked,
        count(*) FILTER (WHERE phone_state = 'placeholder') AS phone_placeholder,
        count(id_number) AS id_filled,
        count(*) FILTER (WHERE id_state = 'valid') AS id_valid,
        count(*) FILTER (WHERE id_state = 'damaged') AS id_damaged,
        count(*) FILTER (WHERE coalesce(name, phone, id_number, student_number, email_im, landline) IS NOT NULL) AS identified,
        count(duplicate_of) AS duplicates
    FROM records
    WHERE dataset_no IN (SELECT unnest($datasets))
    GROUP BY dataset_no
),

mapped AS (
    SELECT
        dataset_no,
        count(field) AS mapped_columns,
        count(*) - count(field) AS unknown_columns,
        count(DISTINCT field) FILTER (WHERE field IN ('name', 'phone', 'id_number', 'student_number', 'email_im', 'landline')) AS identifying_fields
    FROM dataset_columns
    WHERE dataset_no IN (SELECT unnest($datasets))
    GROUP BY dataset_no
)

SELECT
    d.dataset_no,
    d.dataset_id,
    d.path,
    d.finding_id,
    d.case_id,
    d.sha256,
    d.rows_read,
    coalesce(c.row_count, 0) AS "rows",
    d.rows_read - d.rows_rejected - coalesce(c.row_count, 0) AS rows_unaccounted,
    coalesce(d.rows_rejected / nullif(d.rows_read, 0), 0) AS rejected_share,
    coalesce(c.duplicates / c.row_count, 0) AS exact_duplicate_share,
    d.rows_read / nullif(d.claimed_rows, 0) AS claimed_share,
    coalesce(m.mapped_columns, 0) AS mapped_columns,
    coalesce(m.unknown_columns, 0) AS unknown_columns,
    coalesce(m.identifying_fields, 0) AS identifying_fields,
    coalesce(c.identified / c.row_count, 0) AS identified_share,
    coalesce(c.name_filled / c.row_count, 0) AS name_filled_share,
    coalesce(c.phone_filled / c.row_count, 0) AS phone_filled_share,
    coalesce(c.phone_valid / nullif(c.phone_filled, 0), 0) AS phone_valid_share,
    coalesce(c.phone_masked / nullif(c.phone_filled, 0), 0) AS phone_masked_share,
    coalesce(c.phone_placeholder / nullif(c.phone_filled, 0), 0) AS phone_placeholder_share,
    coalesce(c.id_filled / c.row_count, 0) AS id_filled_share,
    coalesce(c.id_valid / nullif(c.id_filled, 0), 0) AS id_valid_share,
    coalesce(c.id_damaged / nullif(c.id_filled, 0), 0) AS id_damaged_share
FROM datasets AS d
LEFT JOIN counted AS c ON d.dataset_no = c.dataset_no
LEFT JOIN mapped AS m ON d.dataset_no = m.dataset_no
WHERE d.dataset_no IN (SELECT unnest($datasets))
ORDER BY d.dataset_no;

SELECT * FROM metrics ORDER BY dataset_no;
