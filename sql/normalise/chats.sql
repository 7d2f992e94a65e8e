-- One row per chat message; rows without time or sender stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: chats, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
SELECT
    dataset_no, row_no, line_no,
    parsed_time(time) AS sent_at,
    given(sender) AS sender,
    given(receiver) AS receiver,
    "text",
    given(file_name) AS file_name,
    TRY_CAST(regexp_replace(given(file_size), '[,\s]|字节|B$|\.0+$', '', 'g') AS BIGINT) AS file_size,
    lower(given(file_sha256)) AS file_sha256,
    CASE WHEN parsed_time(time) IS NULL THEN 'time' WHEN given(sender) IS NULL THEN 'sender' END AS fault
FROM found;

INSERT INTO chats (case_id, time, sender, receiver, "text", file_name, file_size, file_sha256, finding_id, source_file, source_line)
SELECT d.case_id, sent_at, sender, receiver, "text", parsed.file_name, file_size, file_sha256, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
