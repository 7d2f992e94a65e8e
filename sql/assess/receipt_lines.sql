-- One row per payment or barter of a sale that counts, with the line of the source file that shows it.
-- Reads: temp.sales, temp.accounts_of, payments, chats, hop_evidence. Writes: receipt_lines. Used by: assess.
-- sale: money from the buyer to the seller that the trace found more probable as the price of a list than as anything else (a positive
-- log-likelihood ratio). refund: money back, by its memo (退款, 返还, refund), after the first payment of the sale; all together not above what was paid.
-- barter: a list for a list and no money either way, by the message; it has no amount. A payment on two statements counts once.
INSERT INTO receipt_lines BY NAME
WITH paid AS (
    SELECT s.case_id, s.hop_id, s.confirmed, s.seller, s.buyer, p.time, p.amount, p.currency, p.memo, p.source_file, p.source_line,
        coalesce(payer.actor, p.payer) = s.buyer AS to_seller
    FROM sales AS s
    JOIN payments AS p ON p.case_id = s.case_id
    LEFT JOIN accounts_of AS payer ON payer.case_id = p.case_id AND payer.account = p.payer
    LEFT JOIN accounts_of AS payee ON payee.case_id = p.case_id AND payee.account = p.payee
    WHERE coalesce(payer.actor, p.payer) IN (s.seller, s.buyer) AND coalesce(payee.actor, p.payee) IN (s.seller, s.buyer)
        AND coalesce(payer.actor, p.payer) <> coalesce(payee.actor, p.payee)
    QUALIFY row_number() OVER (
        PARTITION BY s.hop_id, p.time, p.payer, p.payee, p.amount, p.currency, CASE WHEN p.time IS NULL THEN p.source_line END
        ORDER BY p.source_file, p.source_line
    ) = 1
),
settled AS (
    SELECT p.*, 'sale' AS kind, e.dataset_id
    FROM paid AS p
    JOIN hop_evidence AS e
        ON e.hop_id = p.hop_id AND e.source_file = p.source_file AND e.source_line = p.source_line
        AND e.kind = 'money' AND e.log_likelihood_ratio > 0
    WHERE p.to_seller
    QUALIFY row_number() OVER (
        PARTITION BY p.hop_id, p.source_file, p.source_line ORDER BY e.log_likelihood_ratio DESC, e.dataset_id
    ) = 1
),
first AS (
    SELECT hop_id, currency, min(time) AS time, sum(amount) AS amount FROM settled GROUP BY ALL
),
refunded AS (
    SELECT p.*, 'refund' AS kind
    FROM paid AS p
    JOIN first AS f ON f.hop_id = p.hop_id AND f.currency = p.currency AND p.time > f.time AND p.amount <= f.amount
    WHERE NOT p.to_seller AND regexp_matches(coalesce(p.memo, ''), '(?i)退款|退还|返还|退钱|refund')
    QUALIFY sum(p.amount) OVER (PARTITION BY p.hop_id, p.currency ORDER BY p.time, p.source_file, p.source_line) <= f.amount
),
bartered AS (
    SELECT s.case_id, s.hop_id, s.confirmed, s.seller, s.buyer, c.time, c.source_file, c.source_line, e.dataset_id
    FROM sales AS s
    JOIN sales AS back ON back.case_id = s.case_id AND back.seller = s.buyer AND back.buyer = s.seller
    JOIN hop_evidence AS e ON e.hop_id = s.hop_id AND e.kind = 'chat' AND e.log_likelihood_ratio > 0
    JOIN chats AS c ON c.case_id = s.case_id AND c.source_file = e.source_file AND c.source_line = e.source_line
    WHERE s.hop_id NOT IN (SELECT hop_id FROM settled) AND back.hop_id NOT IN (SELECT hop_id FROM settled)
    QUALIFY row_number() OVER (PARTITION BY s.hop_id, c.source_file, c.source_line ORDER BY c.time) = 1
)
SELECT case_id, hop_id, seller AS actor, buyer, kind, confirmed, dataset_id, time, amount, currency, source_file, source_line FROM settled
UNION ALL
SELECT case_id, hop_id, seller, buyer, kind, confirmed, NULL, time, amount, currency, source_file, source_line FROM refunded
UNION ALL
SELECT case_id, hop_id, seller, buyer, 'barter', confirmed, dataset_id, time, NULL, NULL, source_file, source_line FROM bartered;
