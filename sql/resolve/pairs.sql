-- One row per pair of clusters to compare (resolve_pairs). Two valid ID numbers are two persons; under names that are not even close
-- only a number of the person's own is worth a comparison. Latin names are compared word by word later. A range of blocks at a time: a
-- pair comes once for each range.
-- Reads: resolve_places, resolve_callings. Writes: resolve_pairs (temporary). Used by: resolve.
INSERT INTO resolve_pairs
WITH placed AS (
    SELECT p.block, p.label, p.fresh, p.strong, c.who, c.latin, c.letters, c.identity
    FROM resolve_places AS p
    INNER JOIN resolve_callings AS c ON p.label = c.label
    WHERE p.block BETWEEN $first AND $last
)
SELECT DISTINCT a.label AS label_a, b.label AS label_b
FROM placed AS a
INNER JOIN placed AS b ON a.block = b.block AND a.label < b.label
WHERE
    (a.fresh OR b.fresh) AND (a.identity IS NULL OR b.identity IS NULL OR a.identity = b.identity)
    AND CASE
        WHEN a.strong AND b.strong OR a.who = b.who OR a.who = '' OR b.who = '' OR a.latin AND b.latin THEN TRUE
        -- a sieve: one character other are two bits
        WHEN bit_count(xor(a.letters, b.letters)) > 2 THEN FALSE
        WHEN one_off(a.who, b.who) THEN TRUE
        WHEN a.letters = b.letters THEN swapped(a.who, b.who)
        ELSE FALSE
    END;
