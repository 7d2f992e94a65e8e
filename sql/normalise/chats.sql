-- One row per chat message; rows without time or sender stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: chats, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        found.*,
        parsed_time(time) AS sent_at,
        coalesce(given(own), holder, own_in(preamble)) AS own_account,
        datasets.format = 'chat' AS exported,
        CASE WHEN regexp_full_match(given(direction), '(?i)发送?出?|发出|sent|out|1(\.0)?|是|true') THEN 'out'
             WHEN regexp_full_match(given(direction), '(?i)接?收到?|received|in|0(\.0)?|否|false') THEN 'in' END AS way
    FROM found
    INNER JOIN datasets ON found.dataset_no = datasets.dataset_no
),

sided AS (
    SELECT
        *,
        coalesce(CASE WHEN himself(given(sender)) THEN own_account ELSE account_of(given(sender)) END, CASE way WHEN 'out' THEN own_account WHEN 'in' THEN given(counterparty) END) AS from_account,
        -- A chat's text names the other side alone: what he says, he says to the holder.
        coalesce(
            CASE WHEN himself(given(receiver)) THEN own_account ELSE account_of(given(receiver)) END,
            CASE WHEN way = 'out' THEN given(counterparty) WHEN way = 'in' OR exported THEN own_account END) AS to_account
    FROM read
)

SELECT
    dataset_no, row_no, line_no, sent_at, from_account AS sender, to_account AS receiver,
    "text",
    coalesce(
        given(file_name),
        CASE WHEN regexp_full_match(given("text"), '(?i)[^\\/:*?"<>|\r\n]{1,80}\.(xlsx?|xlsb|csv|txt|et|zip|rar|7z|docx?|pdf)') THEN given("text") END
    ) AS file_name,  -- a message that is nothing but the name of a file is the file
    parsed_size(file_size) AS file_size,
    lower(given(file_sha256)) AS file_sha256,
    CASE WHEN sent_at IS NULL THEN 'time' WHEN from_account IS NULL THEN 'sender' END AS fault
FROM sided;

INSERT INTO chats (case_id, time, sender, receiver, "text", file_name, file_size, file_sha256, finding_id, source_file, source_line)
SELECT d.case_id, sent_at, sender, receiver, "text", parsed.file_name, file_size, file_sha256, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
