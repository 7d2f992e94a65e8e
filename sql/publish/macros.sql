-- Macros of the analysts' database: each answers one question that is asked every week.
-- noqa: disable=PRS
-- Reads: published tables. Writes: macros in published. Used by: publish / analysts.
USE published;

CREATE MACRO load_balance() AS TABLE
SELECT case_id, dataset_id, path, format, encoding, rows_read, rows_accepted, rows_rejected,
    rows_read - rows_accepted - rows_rejected AS missing, rows_exact_duplicate, claimed_rows, state
FROM datasets
ORDER BY abs(missing) DESC, rows_rejected DESC, case_id, path;
COMMENT ON MACRO TABLE load_balance IS 'Did every list load? missing must be 0 everywhere: rows read = accepted + rejected';

CREATE MACRO unknown_headers() AS TABLE
SELECT c.case_id, d.path, c.position, c.header, c.reason
FROM list_columns AS c
JOIN datasets AS d ON d.dataset_id = c.dataset_id
WHERE c.field IS NULL
ORDER BY c.case_id, d.path, c.position;
COMMENT ON MACRO TABLE unknown_headers IS 'Which columns were mapped to no field? Their cells are kept; headers are masked here';

CREATE MACRO changes(version_a, version_b) AS TABLE
WITH a AS (
    SELECT person_id, count(*) AS copies FROM person_records WHERE dataset_id = version_a AND person_id IS NOT NULL GROUP BY ALL
),
b AS (
    SELECT person_id, count(*) AS copies FROM person_records WHERE dataset_id = version_b AND person_id IS NOT NULL GROUP BY ALL
),
met AS (
    SELECT a.person_id AS in_a, b.person_id AS in_b, a.copies AS copies_a, b.copies AS copies_b
    FROM a FULL JOIN b ON b.person_id = a.person_id
),
cells AS (
    SELECT x.field, count(*) AS number, count(*) FILTER (WHERE y.deviant) AS errors
    FROM variants AS x
    JOIN variants AS y ON y.case_id = x.case_id AND y.person_id = x.person_id AND y.field = x.field AND y.reading <> x.reading
    WHERE x.dataset_id = version_a AND y.dataset_id = version_b
    GROUP BY ALL
),
fields_a AS (
    SELECT field FROM list_columns WHERE dataset_id = version_a AND field IS NOT NULL
),
fields_b AS (
    SELECT field FROM list_columns WHERE dataset_id = version_b AND field IS NOT NULL
)
SELECT 1 AS ord, 'persons in both' AS what, NULL AS field, count(*) AS number FROM met WHERE in_a IS NOT NULL AND in_b IS NOT NULL
UNION ALL
SELECT 2, 'persons dropped', NULL, count(*) FROM met WHERE in_b IS NULL
UNION ALL
SELECT 3, 'persons added', NULL, count(*) FROM met WHERE in_a IS NULL
UNION ALL
SELECT 4, 'persons with more rows in B', NULL, count(*) FROM met WHERE copies_b > copies_a
UNION ALL
SELECT 5, 'persons with fewer rows in B', NULL, count(*) FROM met WHERE copies_b < copies_a
UNION ALL
SELECT 6, 'field dropped', field, NULL FROM fields_a WHERE field NOT IN (SELECT field FROM fields_b)
UNION ALL
SELECT 7, 'field added', field, NULL FROM fields_b WHERE field NOT IN (SELECT field FROM fields_a)
UNION ALL
SELECT 8, 'cells changed', field, number FROM cells
UNION ALL
SELECT 9, 'cells changed to a deviant reading', field, errors FROM cells
ORDER BY ord, field;
COMMENT ON MACRO TABLE changes IS 'What changed from list version A to B (dataset_id): persons, fields, cells by field';

CREATE MACRO lineage(version) AS TABLE
WITH RECURSIVE up AS (
    SELECT version AS dataset_id, 0 AS step, 1.0::DOUBLE AS confidence
    UNION
    SELECT d.parent_dataset_id, u.step - 1, u.confidence * d.confidence
    FROM up AS u JOIN derivations AS d ON d.child_dataset_id = u.dataset_id
    WHERE d.confidence >= 0.5
),
down AS (
    SELECT version AS dataset_id, 0 AS step, 1.0::DOUBLE AS confidence
    UNION
    SELECT d.child_dataset_id, u.step + 1, u.confidence * d.confidence
    FROM down AS u JOIN derivations AS d ON d.parent_dataset_id = u.dataset_id
    WHERE d.confidence >= 0.5
)
SELECT l.step, l.confidence, d.dataset_id, d.case_id, d.path, d.actor, d.obtained_at, d.rows_accepted, d.distinct_persons
FROM (SELECT * FROM up UNION SELECT * FROM down) AS l
JOIN datasets AS d ON d.dataset_id = l.dataset_id
ORDER BY l.step, l.confidence DESC, d.path;
COMMENT ON MACRO TABLE lineage IS 'Versions that a list was made from (negative steps) and versions made from it';

CREATE MACRO lists_like(version) AS TABLE
WITH mine AS (
    SELECT DISTINCT person_id FROM person_records WHERE dataset_id = version AND person_id IS NOT NULL
),
size AS (
    SELECT count(*) AS persons FROM mine
),
shared AS (
    SELECT p.dataset_id, count(DISTINCT p.person_id) AS shared_persons
    FROM person_records AS p
    JOIN mine AS m ON m.person_id = p.person_id
    WHERE p.dataset_id <> version
    GROUP BY ALL
)
SELECT d.dataset_id, d.case_id, d.path, d.actor, s.shared_persons, s.shared_persons / size.persons AS share_of_this,
    s.shared_persons / d.distinct_persons AS share_of_other,
    d.sha256 = (SELECT sha256 FROM datasets WHERE dataset_id = version LIMIT 1) AS same_bytes
FROM shared AS s
JOIN datasets AS d ON d.dataset_id = s.dataset_id
CROSS JOIN size
ORDER BY s.shared_persons DESC, d.path;
COMMENT ON MACRO TABLE lists_like IS 'Did this list appear before, in part? Lists of all cases that share persons with it. Overlap has no direction';

CREATE MACRO file_seen(sha) AS TABLE
SELECT dataset_id, case_id, path, actor, holder, kind, obtained_at, sha256
FROM datasets
WHERE starts_with(sha256, lower(sha))
ORDER BY obtained_at, case_id, path;
COMMENT ON MACRO TABLE file_seen IS 'Did this file appear before, whole? Give its SHA-256 or the beginning of it';

CREATE MACRO invented_rows(version) AS TABLE
WITH RECURSIVE made_from_it AS (
    SELECT version AS dataset_id
    UNION
    SELECT d.child_dataset_id FROM made_from_it AS m JOIN derivations AS d ON d.parent_dataset_id = m.dataset_id
    WHERE d.confidence >= 0.5
),
elsewhere AS (
    SELECT DISTINCT person_id FROM person_records WHERE dataset_id NOT IN (SELECT dataset_id FROM made_from_it)
),
fresh AS (
    SELECT p.dataset_id, p.row_no, p.person_id
    FROM person_records AS p
    LEFT JOIN elsewhere AS e ON e.person_id = p.person_id
    WHERE p.dataset_id = version AND e.person_id IS NULL
        AND version IN (SELECT child_dataset_id FROM derivations WHERE confidence >= 0.5)
)
SELECT f.dataset_id, f.row_no, f.person_id, n.name_masked, n.phone_masked, n.id_number_masked,
    count(*) OVER () / (SELECT count(*) FROM person_records WHERE dataset_id = version) AS share
FROM fresh AS f
LEFT JOIN persons AS n ON n.person_id = f.person_id
ORDER BY f.row_no;
COMMENT ON MACRO TABLE invented_rows IS 'Rows of a derived list whose persons stand only in it and in its copies: a share of 2% and less speaks for invention, a large one for a second list that was not found';

CREATE MACRO split_by(version_a, version_b) AS TABLE
SELECT coalesce(a.field, b.field) AS field, coalesce(a.value, b.value) AS value,
    coalesce(a.rows, 0) AS rows_a, coalesce(b.rows, 0) AS rows_b, coalesce(b.rows, 0) / nullif(a.rows, 0) AS kept
FROM (SELECT * FROM list_values WHERE dataset_id = version_a) AS a
FULL JOIN (SELECT * FROM list_values WHERE dataset_id = version_b) AS b ON b.field = a.field AND b.value = a.value
ORDER BY field, kept DESC NULLS LAST, rows_a DESC, value;
COMMENT ON MACRO TABLE split_by IS 'Which schools, cities, regions or grades split list A into B? kept near 1 or 0 shows the cut';

CREATE MACRO prices(this_case) AS TABLE
WITH bought AS (
    SELECT case_id, buyer, sum(amount) / nullif(sum(records), 0) AS unit_cost
    FROM hops WHERE status <> 'rejected' AND amount IS NOT NULL GROUP BY ALL
)
SELECT h.hop_id, h.seller, h.buyer, h.first_at, h.records, h.amount, h.currency, h.unit_price,
    h.unit_price / nullif(b.unit_cost, 0) AS markup, h.confidence, h.status
FROM hops AS h
LEFT JOIN bought AS b ON b.case_id = h.case_id AND b.buyer = h.seller
WHERE h.case_id = this_case
ORDER BY h.first_at NULLS LAST, h.seller, h.buyer;
COMMENT ON MACRO TABLE prices IS 'Price per record by hop; markup = price over what the seller paid per record himself';

CREATE MACRO dedupe_keys(this_case) AS TABLE
SELECT actor, class, profile, key, number, number / nullif(rows_as_seized, 0) AS share_of_rows
FROM (
    SELECT actor, class, profile, rows_as_seized,
        unnest(['rows as seized', 'exact rows', 'phones', 'ID numbers', 'persons', 'counted by art. 11']) AS key,
        unnest([rows_as_seized, exact_distinct, distinct_phones, distinct_ids, distinct_persons, counted]) AS number
    FROM counts WHERE case_id = this_case
)
ORDER BY actor, profile, class, number DESC;
COMMENT ON MACRO TABLE dedupe_keys IS 'How the counts move with the key by which duplicates are removed';

CREATE MACRO excluded(this_case) AS TABLE
SELECT actor, rule, reason, count(*) AS rows, min(dataset_id || ' row ' || row_no) AS example
FROM exclusions_applied WHERE case_id = this_case
GROUP BY ALL
ORDER BY actor, rows DESC, rule;
COMMENT ON MACRO TABLE excluded IS 'Why rows do not count, by actor and rule; exclusions_applied has each row';

CREATE MACRO receipts(this_case) AS TABLE
SELECT h.seller AS actor, h.buyer, h.amount, h.currency, e.source_file, e.source_line, e.note
FROM hops AS h
LEFT JOIN hop_evidence AS e ON e.hop_id = h.hop_id AND e.source_file IS NOT NULL AND e.kind = 'money'
WHERE h.case_id = this_case AND h.amount IS NOT NULL AND h.status <> 'rejected'
ORDER BY h.seller, h.buyer, e.source_file, e.source_line;
COMMENT ON MACRO TABLE receipts IS 'Gross receipts by hop, each with the lines of source files that show them';

CREATE MACRO who_knew(this_complaint) AS TABLE
SELECT m.case_id, m.exact, m.agree, count(v.field) AS errors_in_common, m.differ, m.facts, d.actor, d.path, d.dataset_id, d.obtained_at,
    m.fields_agree, m.fields_differ, m.fields_absent, m.row_no
FROM complaint_matches AS m
JOIN datasets AS d ON d.dataset_id = m.dataset_id
LEFT JOIN variants AS v
    ON v.case_id = m.case_id AND v.dataset_id = m.dataset_id AND v.person_id = m.person_id AND v.deviant
    AND list_contains(m.fields_agree, v.field)
WHERE m.complaint_id = this_complaint
GROUP BY ALL
ORDER BY m.exact DESC, errors_in_common DESC, m.agree DESC, m.differ, d.obtained_at, d.path;
COMMENT ON MACRO TABLE who_knew IS 'Which list versions know exactly what this caller knew, his errors included? exact = every fact agrees; errors_in_common = facts that agree though most lists have them otherwise';

CREATE MACRO chain_of(this_complaint) AS TABLE
SELECT c.case_id, c.rank, c.step, c.seller, c.buyer, c.confidence, h.records, h.unit_price, h.status, h.first_at
FROM chains AS c
LEFT JOIN hops AS h ON h.hop_id = c.hop_id
WHERE c.complaint_id = this_complaint
ORDER BY c.case_id, c.rank, c.step;
COMMENT ON MACRO TABLE chain_of IS 'The chains that may lead to a complaint, source first, best first';

CREATE MACRO thin_hops(this_case) AS TABLE
SELECT h.hop_id, h.seller, h.buyer, h.confidence, h.status, string_agg(DISTINCT e.kind, ', ' ORDER BY e.kind) AS kinds,
    sum(e.log_likelihood_ratio) AS log_likelihood_ratio
FROM hops AS h
LEFT JOIN hop_evidence AS e ON e.hop_id = h.hop_id AND e.log_likelihood_ratio > 0 AND e.kind <> 'alternative'
WHERE h.case_id = this_case AND h.status <> 'rejected'
GROUP BY ALL
HAVING count(DISTINCT e.kind) <= 1
ORDER BY h.confidence DESC, h.seller, h.buyer;
COMMENT ON MACRO TABLE thin_hops IS 'Which hops rest on one kind of evidence, or on none that speaks for them?';

CREATE MACRO shared_between(this_case, that_case) AS TABLE
SELECT kind, what, number
FROM case_links
WHERE case_a = least(this_case, that_case) AND case_b = greatest(this_case, that_case)
ORDER BY kind, what;
COMMENT ON MACRO TABLE shared_between IS 'Which files, accounts, actors, callers and how many persons two cases share';

CREATE MACRO near_threshold(within := 0.1) AS TABLE
SELECT case_id, actor, regime, rule, value, threshold, score, outcome, citation
FROM severity
WHERE score >= 1 - within AND score < 1
ORDER BY score DESC, case_id, actor, rule;
COMMENT ON MACRO TABLE near_threshold IS 'Which counts are just below a threshold, within a tenth of it unless told otherwise?';

CREATE MACRO crossed(days := 7) AS TABLE
SELECT c.crossed_at, c.case_id, c.actor, c.regime, c.rule, s.value, s.threshold, s.score, c.outcome, s.citation
FROM crossings AS c
JOIN severity AS s ON s.case_id = c.case_id AND s.actor = c.actor AND s.regime = c.regime AND s.rule = c.rule
WHERE c.crossed_at >= (now() AT TIME ZONE 'UTC') - days * INTERVAL 1 DAY
ORDER BY c.crossed_at DESC, c.case_id, c.actor, s.score DESC, c.rule;
COMMENT ON MACRO TABLE crossed IS 'Which cases crossed a threshold this week (or in so many days): the outcome was found for the first time';

CREATE MACRO records_and_persons() AS TABLE
WITH lists AS (
    SELECT case_id, dataset_id, rows_read FROM datasets WHERE kind IN ('seized', 'leaked')
),
raw AS (
    SELECT coalesce(case_id, '(all cases)') AS case_id, count(*) AS lists, sum(rows_read)::BIGINT AS raw_records
    FROM lists GROUP BY GROUPING SETS ((case_id), ())
),
known AS (
    SELECT coalesce(l.case_id, '(all cases)') AS case_id, count(DISTINCT p.person_id) AS distinct_persons
    FROM lists AS l JOIN person_records AS p ON p.dataset_id = l.dataset_id
    GROUP BY GROUPING SETS ((l.case_id), ())
)
SELECT r.case_id, r.lists, r.raw_records, coalesce(k.distinct_persons, 0) AS distinct_persons,
    'raw records are rows as seized, duplicates not removed: they are not persons' AS note
FROM raw AS r
LEFT JOIN known AS k ON k.case_id = r.case_id
ORDER BY r.raw_records DESC, r.case_id;
COMMENT ON MACRO TABLE records_and_persons IS 'Raw records and distinct persons of every case, and of all together; a person in two cases is one person of all';

CREATE MACRO prices_by_list(this_case) AS TABLE
SELECT r.actor AS seller, r.buyer, d.path, d.rows_accepted AS records, sum(r.amount) AS amount, r.currency,
    round(sum(r.amount) / nullif(any_value(d.rows_accepted), 0), 4) AS unit_price, list(r.source_file || ' line ' || r.source_line) AS lines
FROM receipt_lines AS r
LEFT JOIN datasets AS d ON d.dataset_id = r.dataset_id
WHERE r.case_id = this_case AND r.kind = 'sale'
GROUP BY ALL
ORDER BY seller, buyer, path;
COMMENT ON MACRO TABLE prices_by_list IS 'Price per record by list sold: the payments that fit it best, with their lines';

CREATE MACRO money(this_case) AS TABLE
WITH summed AS (
    SELECT hop_id, actor AS seller, buyer, currency, bool_and(confirmed) AS confirmed,
        coalesce(sum(amount) FILTER (WHERE kind = 'sale'), 0) AS gross, coalesce(sum(amount) FILTER (WHERE kind = 'refund'), 0) AS refunds,
        count(*) FILTER (WHERE kind = 'barter') AS barters, count(*) FILTER (WHERE kind = 'sale') AS payments
    FROM receipt_lines
    WHERE case_id = this_case
    GROUP BY ALL
)
SELECT s.seller, s.buyer, h.records, s.currency, s.gross, s.refunds, s.gross - s.refunds AS net,
    round(s.gross / nullif(h.records, 0), 4) AS unit_price, s.payments, s.barters, s.confirmed
FROM summed AS s
LEFT JOIN hops AS h ON h.hop_id = s.hop_id
ORDER BY s.gross DESC, s.seller, s.buyer;
COMMENT ON MACRO TABLE money IS 'Gross receipts, refunds, net and price per record by hop, barter apart; receipt_lines has each line';

CREATE MACRO truth_sample(this_case, who, size, seed) AS TABLE
WITH drawn AS (
    SELECT d.path, p.dataset_id, p.row_no, p.person_id, md5(seed || ' ' || p.dataset_id || ' ' || p.row_no) AS luck
    FROM person_records AS p
    JOIN datasets AS d ON d.dataset_id = p.dataset_id
    WHERE d.case_id = this_case AND d.actor = who AND d.kind IN ('seized', 'leaked')
        AND (p.dataset_id, p.row_no) NOT IN (SELECT (x.dataset_id, x.row_no) FROM exclusions_applied AS x WHERE x.case_id = this_case)
)
SELECT row_number() OVER (ORDER BY luck) AS draw, path, dataset_id, row_no, person_id
FROM drawn
QUALIFY row_number() OVER (ORDER BY luck) <= size
ORDER BY draw;
COMMENT ON MACRO TABLE truth_sample IS 'Rows that count for an actor, drawn by a seed, for a check of their truth; hopback reveal shows the values';

CREATE MACRO share_false(checked, wrong, counted) AS TABLE
WITH wilson AS (
    SELECT wrong / checked AS share, 1.959963984540054 AS z
),
bounds AS (
    SELECT share, (share + z * z / (2 * checked)) / (1 + z * z / checked) AS middle,
        z * sqrt(share * (1 - share) / checked + z * z / (4 * checked * checked)) / (1 + z * z / checked) AS width
    FROM wilson
)
SELECT share, greatest(0, middle - width) AS low, least(1, middle + width) AS high,
    floor(counted * (1 - least(1, middle + width)))::BIGINT AS true_at_least, ceil(counted * (1 - greatest(0, middle - width)))::BIGINT AS true_at_most
FROM bounds;
COMMENT ON MACRO TABLE share_false IS 'Share of a sample shown false with the 95% interval of Wilson, and what it leaves of a count';

CREATE MACRO why_person(person) AS TABLE
SELECT d.case_id, d.path, p.row_no, p.reason, NULL AS other_path, NULL::BIGINT AS other_row_no, NULL::DOUBLE AS score, NULL AS terms
FROM person_records AS p
JOIN datasets AS d ON d.dataset_id = p.dataset_id
WHERE p.person_id = person
UNION ALL
SELECT d.case_id, d.path, l.row_no, 'look_alike', o.path, l.other_row_no, l.score, l.terms
FROM look_alikes AS l
JOIN datasets AS d ON d.dataset_id = l.dataset_id
JOIN datasets AS o ON o.dataset_id = l.other_dataset_id
WHERE l.person_id = person
UNION ALL
SELECT d.case_id, d.path, j.row_no, 'judgement ' || j.verdict, o.path, j.other_row_no, NULL, j.source_file || ' line ' || j.source_line
FROM person_judgements AS j
JOIN datasets AS d ON d.dataset_id = j.dataset_id
JOIN datasets AS o ON o.dataset_id = j.other_dataset_id
WHERE person IN (j.person_id, j.other_person_id)
ORDER BY ALL;
COMMENT ON MACRO TABLE why_person IS 'Why are these rows one person? Reason of every row, scores of look-alikes, judgements; hopback explain names the row that each key led to';

CREATE MACRO who_looked() AS TABLE
SELECT "at", actor, action, reason, rows_out
FROM ledger
WHERE action IN ('query', 'reveal', 'export')
ORDER BY seq DESC;
COMMENT ON MACRO TABLE who_looked IS 'Who looked at what, and why, as of the last publication; latest first';

USE warehouse;
