-- One row per masked account or name of a case: whose it is, when just one that is known fits and nothing speaks against it.
-- Of $case_id, or of all cases when it is NULL. A star stands for one hidden digit in a phone, else for one character or more; 尾号1234 for a card's end.
-- A name of which one character shows (张*) fits too many people: it is possible at best, and never made an actor's.
-- Reads: payments, chats, calls, accounts, datasets. Writes: masks (temporary). Used by: trace, publish.
CREATE OR REPLACE TEMP TABLE masks AS
WITH parties AS (
    SELECT case_id, payer AS seen, party FROM payments
    UNION ALL
    SELECT case_id, payee, party FROM payments
    UNION ALL
    SELECT case_id, sender, NULL FROM chats
    UNION ALL
    SELECT case_id, receiver, NULL FROM chats
    UNION ALL
    SELECT case_id, caller, NULL FROM calls
    UNION ALL
    SELECT case_id, callee, NULL FROM calls
),

seen AS (
    SELECT
        case_id, seen, count(*) AS found, list(DISTINCT replace(party, '＊', '*')) FILTER (WHERE party IS NOT NULL) AS names,
        lower(regexp_replace(replace(seen, '＊', '*'), '^.*尾号[为是:：]?\s*(\d{3,6}).*$', '*\1')) AS mask
    FROM parties
    WHERE ($case_id IS NULL OR case_id = $case_id) AND regexp_matches(seen, '[*＊]|尾号[为是:：]?\s*\d{3,6}')
    GROUP BY case_id, seen
),

formed AS (
    SELECT
        *, split_part(mask, '*', 1) AS head, regexp_extract(mask, '[^*]*$') AS tail,
        '^' || regexp_replace(regexp_escape(mask), '(\\\*)+', '.+', 'g') || '$' AS form,
        CASE WHEN regexp_full_match(mask, '1\d\d\*{4}\d{4}') THEN 'phone'
             WHEN regexp_full_match(mask, '[\d*]+') THEN 'number'
             WHEN regexp_full_match(mask, '[*\x{3400}-\x{9fff}·]+') THEN 'name'
             ELSE 'text' END AS kind,
        length(replace(mask, '*', '')) AS shown
    FROM seen
),

known AS (
    SELECT case_id, lower(account) AS account, min(actor) AS actor
    FROM (
        SELECT case_id, account, actor FROM accounts
        UNION ALL
        SELECT a.case_id, a.actor AS account, a.actor FROM accounts AS a
        UNION ALL
        SELECT d.case_id, d.holder, coalesce(a.actor, d.holder)
        FROM datasets AS d
        LEFT JOIN accounts AS a ON d.case_id = a.case_id AND d.holder = a.account
        WHERE d.holder IS NOT NULL
    )
    WHERE NOT regexp_matches(account, '[*＊]')
    GROUP BY case_id, lower(account)
),

fitting AS (
    SELECT f.case_id, f.seen, k.account, k.actor
    FROM formed AS f
    INNER JOIN known AS k
        ON f.case_id = k.case_id AND starts_with(k.account, f.head) AND ends_with(k.account, f.tail)
    WHERE
        CASE f.kind
            WHEN 'phone' THEN regexp_full_match(k.account, '\d{11}')
            WHEN 'number' THEN regexp_full_match(k.account, '\d{8,}') AND length(k.account) >= length(f.mask)
            WHEN 'name' THEN regexp_full_match(k.account, '[\x{3400}-\x{9fff}·]{2,8}')
            ELSE TRUE END
        AND regexp_full_match(k.account, f.form)
),

judged AS (
    SELECT
        f.case_id, f.seen, f.found, f.kind, f.shown, count(DISTINCT t.actor) AS actors, min(t.account) AS account, min(t.actor) AS actor,
        -- A name beside the account speaks against an actor who is known by another full name.
        coalesce(bool_or(
            regexp_full_match(t.actor, '[\x{3400}-\x{9fff}·]{2,4}') AND len(list_filter(f.names, lambda n:
                regexp_full_match(n, '[*\x{3400}-\x{9fff}·]{2,4}')
                AND NOT regexp_full_match(t.actor, replace(regexp_replace(n, '\*+', '*'), '*', '.+')))) > 0), FALSE) AS against
    FROM formed AS f
    LEFT JOIN fitting AS t ON f.case_id = t.case_id AND f.seen = t.seen
    GROUP BY f.case_id, f.seen, f.found, f.kind, f.shown
)

SELECT
    case_id, seen, found,
    CASE WHEN actors = 0 THEN 'unknown'
         WHEN actors > 1 THEN 'several'
         WHEN against THEN 'contradicted'
         WHEN shown >= CASE kind WHEN 'name' THEN 2 ELSE 4 END THEN 'matched'
         ELSE 'possible' END AS state,
    actors,
    CASE WHEN actors = 1 THEN account END AS account,
    CASE WHEN actors = 1 THEN actor END AS actor
FROM judged;
