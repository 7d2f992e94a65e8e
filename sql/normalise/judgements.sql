-- One row per decision of a person; rows without subject, sides or verdict stay in `parsed` with the field at fault.
-- Reads: found, datasets. Writes: judgements, parsed (temporary). Used by: normalise.
CREATE OR REPLACE TEMP TABLE parsed AS
WITH read AS (
    SELECT
        *,
        CASE WHEN lower(given(subject)) IN ('hop', '交易', '一跳', '买卖') THEN 'hop'
             WHEN lower(given(subject)) IN ('person', '人员', '同一人') THEN 'person'
             WHEN lower(given(subject)) IN ('derivation', '派生', '来源') THEN 'derivation'
             WHEN lower(given(subject)) IN ('fact', '事实', '情节') THEN 'fact' END AS known_subject,
        CASE WHEN lower(given(verdict)) IN ('confirmed', '确认', '属实', '成立') THEN 'confirmed'
             WHEN lower(given(verdict)) IN ('withdrawn', '撤回', '撤销', '收回') THEN 'withdrawn'
             WHEN lower(given(verdict)) IN ('rejected', '否定', '排除', '不成立', '不属实') THEN 'rejected'
             WHEN lower(given(verdict)) IN ('asserted', '主张', '待证') THEN 'asserted' END AS known_verdict
    FROM found
)

SELECT
    dataset_no, row_no, line_no, given(case_id) AS case_id, known_subject, given("left") AS "left", given("right") AS "right",
    known_verdict, given("by") AS "by", parsed_time("at") AS "at", given(reason) AS reason,
    CASE WHEN known_subject IS NULL THEN 'subject' WHEN given("left") IS NULL THEN 'left' WHEN given("right") IS NULL THEN 'right'
         WHEN known_verdict IS NULL THEN 'verdict' WHEN given("at") IS NOT NULL AND parsed_time("at") IS NULL THEN 'at' END AS fault
FROM read;

INSERT INTO judgements (case_id, subject, "left", "right", verdict, "by", "at", reason, finding_id, source_file, source_line)
SELECT coalesce(parsed.case_id, d.case_id), known_subject, "left", "right", known_verdict, "by", "at", reason, d.finding_id, d.path, line_no
FROM parsed
INNER JOIN datasets AS d ON parsed.dataset_no = d.dataset_no
WHERE fault IS NULL;
