-- One row per case: how much of each kind of record it rests on, and the latest date in its evidence.
-- Reads: findings, payments, chats, calls, hops, complaints. Writes: nothing (returns rows). Used by: report.
SELECT
    (SELECT count(*) FROM payments WHERE case_id = $case_id) AS payments,
    (SELECT count(*) FROM chats WHERE case_id = $case_id) AS chats,
    (SELECT count(*) FROM calls WHERE case_id = $case_id) AS calls,
    greatest(
        (SELECT max(obtained_at) FROM findings WHERE case_id = $case_id),
        (SELECT max(last_at) FROM hops WHERE case_id = $case_id),
        (SELECT max(received_at) FROM complaints WHERE case_id = $case_id)
    ) AS as_of;
