-- One row per block and cluster in it (resolve_places) where a block holds clusters that may be look-alikes, one value being wrong:
-- the carriers of the keys (all but the name agrees), the name with one weaker value (the name agrees), and in lists with a postcode
-- or birth place, as English ones are, the day of birth or the place alone. Two valid ID numbers are two persons, so that only blocks count
-- in which somebody has none.
-- Reads: resolve_spots, resolve_open, resolve_opened, resolve_keys, resolve_carriers, resolve_shared, resolve_labels (registered by the caller),
-- resolve_known, resolve_older_spots, identities. Writes: resolve_several, resolve_blocked, resolve_blocks, resolve_crowd, resolve_everywhere,
-- resolve_gathered, resolve_places (temporary). Used by: resolve.
-- Most blocks hold one node alone: they are counted and not kept.
CREATE OR REPLACE TEMP TABLE resolve_several AS
WITH closed AS (
    SELECT s.block, count(*) AS found
    FROM resolve_spots AS s
    SEMI JOIN resolve_opened AS o ON s.block = o.block
    WHERE s.node IS NOT NULL AND NOT s.open AND NOT $whole
    GROUP BY s.block
)
SELECT o.block, o.found + coalesce(c.found, 0) AS found
FROM resolve_opened AS o
LEFT JOIN closed AS c ON o.block = c.block
WHERE o.found + coalesce(c.found, 0) > 1;

DROP TABLE resolve_opened;

DROP TABLE resolve_nobodys;

-- Small blocks say most: the larger ones count as long as all together hold no more pairs than $most; of the size that would pass it
-- a share counts, chosen by hash.
CREATE OR REPLACE TEMP TABLE resolve_blocked AS
WITH sizes AS (
    SELECT found, sum(CASE WHEN found <= 80 THEN found * (found - 1) // 2 ELSE 0 END) AS pairs
    FROM resolve_several
    GROUP BY found
),
shares AS (
    SELECT found, 1 - (sum(pairs) OVER (ORDER BY found) - $most) / greatest(pairs, 1) AS share
    FROM sizes
),
several AS (
    SELECT v.block
    FROM resolve_several AS v
    INNER JOIN shares AS s ON v.found = s.found
    WHERE v.block % 1000 < 1000 * s.share
    UNION
    SELECT block
    FROM resolve_older_spots
)
SELECT s.node, s.block
FROM resolve_spots AS s
SEMI JOIN several AS w ON s.block = w.block
WHERE s.node IS NOT NULL;

DROP TABLE resolve_several;

CREATE OR REPLACE TEMP TABLE resolve_blocks AS
WITH wanted AS (
    SELECT f.block
    FROM resolve_blocked AS f
    SEMI JOIN resolve_open AS o ON f.node = o.node
    UNION
    -- known sets without a valid ID number
    SELECT block
    FROM resolve_older_spots
    WHERE open
),
shown AS (
    SELECT f.node, f.block
    FROM resolve_blocked AS f
    SEMI JOIN wanted AS w ON f.block = w.block
)
SELECT l.label, s.block, l.open
FROM shown AS s
INNER JOIN resolve_labels AS l ON s.node = l.node;

DROP TABLE resolve_blocked;

-- A table each, so that not all joins hold their memory at once.
-- strong: a number of the person's own, which alone may outweigh another name.
CREATE OR REPLACE TEMP TABLE resolve_crowd AS
WITH somebody AS (
    SELECT k.kind, k.carrier
    FROM resolve_keys AS k
    SEMI JOIN resolve_open AS o ON k.node = o.node
    UNION
    SELECT kind, carrier
    FROM resolve_keys
    WHERE open AND person_id IS NOT NULL
),
carriers AS (
    SELECT c.kind, c.carrier, c.names, c.older
    FROM resolve_carriers AS c
    SEMI JOIN somebody AS o ON c.kind = o.kind AND c.carrier = o.carrier
    ANTI JOIN resolve_shared AS s ON c.kind = s.kind AND c.carrier = s.carrier
    WHERE c.kind > 1 AND (c.names > 1 OR c.older > 0)
),
sizes AS (
    SELECT names, sum(names * (names - 1) // 2) AS pairs
    FROM carriers
    GROUP BY names
),
shares AS (
    SELECT names, 1 - (sum(pairs) OVER (ORDER BY names) - $most) / greatest(pairs, 1) AS share
    FROM sizes
),
kept AS (
    SELECT c.kind, c.carrier
    FROM carriers AS c
    INNER JOIN shares AS s ON c.names = s.names
    WHERE c.carrier % 1000 < 1000 * s.share OR c.older > 0
)
SELECT k.node, k.person_id, k.carrier AS block, k.kind IN (2, 5, 6) AS strong
FROM resolve_keys AS k
SEMI JOIN kept AS c ON k.kind = c.kind AND k.carrier = c.carrier;

DROP TABLE resolve_keys;

DROP TABLE resolve_carriers;

DROP TABLE resolve_ties;

CREATE OR REPLACE TEMP TABLE resolve_everywhere AS
WITH older AS (
    SELECT person_id, block, strong
    FROM resolve_crowd
    WHERE person_id IS NOT NULL
    UNION ALL
    SELECT s.person_id, s.block, FALSE
    FROM resolve_older_spots AS s
    SEMI JOIN resolve_blocks AS b ON s.block = b.block
),
identified AS (
    SELECT DISTINCT i.person_id
    FROM identities AS i
    SEMI JOIN older AS o ON i.person_id = o.person_id
    WHERE i.id_valid IS NOT NULL
)
SELECT block, label, TRUE AS fresh, FALSE AS strong, open
FROM resolve_blocks
UNION ALL
SELECT c.block, l.label, TRUE, c.strong, l.open
FROM resolve_crowd AS c
INNER JOIN resolve_labels AS l ON c.node = l.node
UNION ALL
SELECT o.block, coalesce(l.label, -o.person_id), FALSE, o.strong, i.person_id IS NULL OR coalesce(l.open, FALSE)
FROM older AS o
LEFT JOIN identified AS i ON o.person_id = i.person_id
LEFT JOIN resolve_known AS k ON o.person_id = k.person_id
LEFT JOIN resolve_labels AS l ON k.node = l.node;

DROP TABLE resolve_crowd;

DROP TABLE resolve_blocks;

DROP TABLE resolve_older_spots;

CREATE OR REPLACE TEMP TABLE resolve_gathered AS
SELECT block, label, bool_or(fresh) AS fresh, bool_or(strong) AS strong, bool_or(open) AS open
FROM resolve_everywhere
GROUP BY block, label;

DROP TABLE resolve_everywhere;

CREATE OR REPLACE TEMP TABLE resolve_places AS
WITH contested AS (
    SELECT block
    FROM resolve_gathered
    GROUP BY block
    HAVING count(*) BETWEEN 2 AND 80 AND bool_or(fresh) AND bool_or(open)
)
SELECT g.block, g.label, g.fresh, g.strong
FROM resolve_gathered AS g
SEMI JOIN contested AS c ON g.block = c.block
-- so that a range of blocks lies together
ORDER BY g.block;

DROP TABLE resolve_gathered;
