-- One row per block and cluster in it (resolve_places) where a block holds clusters that may be look-alikes, one value being wrong:
-- the carriers of the keys (all but the name agrees), the name with one weaker value (the name agrees), and in lists with a postcode
-- or birth place, as English ones are, the day of birth or the place alone. Two valid ID numbers are two persons, so that only blocks count
-- in which somebody has none.
-- A known person that no key reached stands as minus its id.
-- Reads: resolve_nodes, resolve_latin, resolve_keys, resolve_carriers, resolve_shared, resolve_labels (registered by the caller; open: its
-- cluster has no valid ID number), resolve_known, resolve_nobodys, resolve_facts, person_blocks, identities.
-- Writes: resolve_spelt, resolve_fresh, resolve_older_open, resolve_sought, resolve_older_spots, resolve_opened, resolve_several, resolve_blocked, resolve_blocks, resolve_crowd, resolve_everywhere, resolve_gathered, resolve_places (temporary), resolve_spots, resolve_open (temporary views). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_spelt AS
WITH latin AS (
    SELECT node, list_filter(words, lambda w: length(w) > 2) AS words, spots
    FROM resolve_latin
),
worded AS (
    SELECT node, unnest(words) AS word, words, spots
    FROM latin
)
SELECT node, hash(word, unnest(spots)) AS block FROM worded
UNION ALL
SELECT node, hash(word, unnest(list_filter(words, lambda w: w > word))) FROM worded
UNION ALL
SELECT node, hash(unnest(list_filter(spots, lambda s: starts_with(s, 'phone')))) FROM latin;

CREATE OR REPLACE TEMP VIEW resolve_spots AS
SELECT node, person_id, id_valid, open, hash(who, school) AS block FROM resolve_facts WHERE who IS NOT NULL AND school IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash(who, birth) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash(surname, ends) FROM resolve_facts WHERE who IS NOT NULL AND ends IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash(who, guardian) FROM resolve_facts WHERE who IS NOT NULL AND guardian IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash(birth, guardian) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND guardian IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash(who, place) FROM resolve_facts WHERE who IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash('born', birth) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, hash('place', place) FROM resolve_facts WHERE who IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, CAST(NULL AS BIGINT), CAST(NULL AS UBIGINT), TRUE, block FROM resolve_spelt
UNION ALL
SELECT CAST(NULL AS INTEGER), person_id, CAST(NULL AS UBIGINT), TRUE, block_hash FROM person_blocks;

CREATE OR REPLACE TEMP VIEW resolve_open AS
SELECT node, label
FROM resolve_labels
WHERE open;

-- Blocks of the new nodes, empty where nothing is known. A table, so that what is known is sought by it and not the other way round.
CREATE OR REPLACE TEMP TABLE resolve_fresh AS
SELECT DISTINCT block
FROM resolve_spots
WHERE node IS NOT NULL AND (SELECT count(*) FROM identities) > 0;

CREATE OR REPLACE TEMP TABLE resolve_older_open AS
SELECT s.person_id, s.block
FROM resolve_spots AS s
SEMI JOIN resolve_fresh AS f ON s.block = f.block
WHERE s.person_id IS NOT NULL AND s.open;

-- Of the rest, who is known by a valid ID number counts only in a block in which somebody has none: few blocks to be sought.
CREATE OR REPLACE TEMP TABLE resolve_sought AS
SELECT block
FROM resolve_older_open
UNION
SELECT s.block
FROM resolve_spots AS s
SEMI JOIN resolve_open AS o ON s.node = o.node
SEMI JOIN resolve_fresh AS f ON s.block = f.block
WHERE s.node IS NOT NULL;

CREATE OR REPLACE TEMP TABLE resolve_older_spots AS
SELECT s.person_id, s.block, FALSE AS open
FROM resolve_spots AS s
SEMI JOIN resolve_sought AS f ON s.block = f.block
WHERE s.person_id IS NOT NULL AND NOT s.open
UNION ALL
SELECT person_id, block, TRUE
FROM resolve_older_open;

DROP TABLE resolve_older_open;

DROP TABLE resolve_sought;

DROP TABLE resolve_fresh;

-- Blocks of the nodes without a valid ID number, or with one that may be nobody's; those of one node alone where others may be in them.
-- $whole: all nodes at once, where such are many.
CREATE OR REPLACE TEMP TABLE resolve_opened AS
WITH opened AS (
    SELECT block, open, 1 AS found
    FROM resolve_spots
    WHERE node IS NOT NULL AND (open OR $whole)
    UNION ALL
    SELECT s.block, TRUE, 0
    FROM resolve_spots AS s
    SEMI JOIN resolve_nobodys AS n ON s.id_valid = n.carrier
    WHERE s.node IS NOT NULL
),
blocks AS (
    SELECT block, bool_or(open) AS open, CAST(sum(found) AS BIGINT) AS found
    FROM opened
    GROUP BY block
)
SELECT block, found
FROM blocks
WHERE open AND (found > 1 OR NOT $whole);

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

DROP TABLE resolve_keys;

DROP TABLE resolve_carriers;

DROP TABLE resolve_ties;
