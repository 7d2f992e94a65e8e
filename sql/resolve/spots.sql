-- One row per block of a node or of a known person (resolve_spots, a view): two values that look-alikes have in common. kind: which two.
-- A known person that no key reached stands as minus its id.
-- Reads: resolve_latin, resolve_facts, resolve_labels (registered by the caller; open: its cluster has no valid ID number), person_blocks, identities.
-- Writes: resolve_spelt, resolve_fresh, resolve_older_open, resolve_sought, resolve_older_spots, resolve_opened (temporary), resolve_spots,
-- resolve_open (temporary views). Used by: resolve.
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
SELECT node, person_id, id_valid, open, 1::UTINYINT AS kind, hash(who, school) AS block FROM resolve_facts WHERE who IS NOT NULL AND school IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 2::UTINYINT, hash(who, birth) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 3::UTINYINT, hash(surname, ends) FROM resolve_facts WHERE who IS NOT NULL AND ends IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 4::UTINYINT, hash(who, guardian) FROM resolve_facts WHERE who IS NOT NULL AND guardian IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 5::UTINYINT, hash(birth, guardian) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND guardian IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 6::UTINYINT, hash(who, place) FROM resolve_facts WHERE who IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 7::UTINYINT, hash('born', birth) FROM resolve_facts WHERE who IS NOT NULL AND birth IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, person_id, id_valid, open, 8::UTINYINT, hash('place', place) FROM resolve_facts WHERE who IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT node, CAST(NULL AS BIGINT), CAST(NULL AS UBIGINT), TRUE, 9::UTINYINT, block FROM resolve_spelt
UNION ALL
SELECT CAST(NULL AS INTEGER), person_id, CAST(NULL AS UBIGINT), TRUE, 9::UTINYINT, block_hash FROM person_blocks;

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

CREATE OR REPLACE TEMP TABLE resolve_opened AS
SELECT block, CAST(0 AS BIGINT) AS found
FROM resolve_older_spots
WHERE FALSE;
