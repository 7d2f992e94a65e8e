-- One row per payment of the case; the same payment on two statements counts once.
-- Reads: payments. Returns rows. Used by: trace.
SELECT time, payer, payee, amount::DOUBLE AS amount, currency, memo, source_file, source_line
FROM payments
WHERE case_id = $case_id
QUALIFY row_number() OVER (
    PARTITION BY time, payer, payee, amount, currency, CASE WHEN time IS NULL THEN source_line END
    ORDER BY source_file, source_line
) = 1
ORDER BY source_file, source_line, time, payer, payee;
