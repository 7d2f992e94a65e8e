-- One row per case with a hash of all that its trace reads; cases whose hash is not the one last traced are to be traced.
-- Reads: datasets, list_pairs, payments, chats, calls, accounts, complaints, judgements, traced. Returns rows. Used by: trace.
WITH parts AS (
    SELECT case_id, hash('list', dataset_id, rows_accepted, holder, state) AS part
    FROM datasets
    WHERE kind IN ('seized', 'leaked', 'reference') AND state = 'derived'
    UNION ALL
    SELECT case_id, hash('pair', parent_no, child_no, log_likelihood, hidden_log_likelihood, shared_persons) FROM list_pairs
    UNION ALL
    SELECT case_id, hash('payment', finding_id, source_line, time, payer, payee, amount, memo) FROM payments
    UNION ALL
    SELECT case_id, hash('chat', finding_id, source_line, time, sender, receiver, text, file_name, file_sha256) FROM chats
    UNION ALL
    SELECT case_id, hash('call', finding_id, source_line, time, caller, callee) FROM calls
    UNION ALL
    SELECT case_id, hash('account', finding_id, source_line, account, actor) FROM accounts
    UNION ALL
    SELECT case_id, hash('complaint', complaint_id, caller, victim_name, victim_phone, known_facts) FROM complaints
    UNION ALL
    SELECT case_id, hash('judgement', finding_id, source_line, subject, "left", "right", verdict, "at") FROM judgements
),

hashed AS (
    SELECT case_id, bit_xor(part) AS content, count(*) AS parts, sum(part % 1000003)::BIGINT AS check_sum
    FROM parts
    WHERE case_id IS NOT NULL
    GROUP BY case_id
)

SELECT h.case_id, format('{:016x}-{}-{}', h.content, h.parts, h.check_sum) AS inputs, t.inputs AS traced
FROM hashed AS h
LEFT JOIN traced AS t ON h.case_id = t.case_id
ORDER BY h.case_id;
