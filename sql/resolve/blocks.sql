-- One row per block and cluster in it (resolve_places) where a block holds clusters that may be look-alikes, one value being wrong:
-- the carriers of the keys (all but the name agrees), the name with one weaker value (the name agrees), and in lists with a postcode
-- or birth place, as English ones are, the day of birth or the place alone.
-- A known person that no key reached stands as minus its id.
-- Reads: resolve_nodes, resolve_latin, resolve_keys, resolve_names, resolve_carriers, resolve_shared, resolve_labels (registered by the caller),
-- resolve_known, person_keys, person_blocks. Writes: resolve_blocks, resolve_places (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_blocks AS
WITH shown AS (
    SELECT DISTINCT l.label, n.who, n.surname, n.school, n.birth, n.ends, n.place, n.guardian
    FROM resolve_nodes AS n
    INNER JOIN resolve_labels AS l ON n.node = l.node
    WHERE n.who IS NOT NULL
),
latin AS (
    SELECT l.label, list_filter(n.words, lambda w: length(w) > 2) AS words, n.spots
    FROM resolve_latin AS n
    INNER JOIN resolve_labels AS l ON n.node = l.node
),
worded AS (
    SELECT label, unnest(words) AS word, words, spots
    FROM latin
),
spelt AS (
    SELECT label, hash(word, unnest(spots)) AS block FROM worded
    UNION ALL
    SELECT label, hash(word, unnest(list_filter(words, lambda w: w > word))) FROM worded
    UNION ALL
    SELECT label, hash(unnest(list_filter(spots, lambda s: starts_with(s, 'phone')))) FROM latin
)
SELECT label, hash(who, school) AS block FROM shown WHERE school IS NOT NULL
UNION
SELECT label, hash(who, birth) FROM shown WHERE birth IS NOT NULL
UNION
SELECT label, hash(surname, ends) FROM shown WHERE ends IS NOT NULL
UNION
SELECT label, hash(who, guardian) FROM shown WHERE guardian IS NOT NULL
UNION
SELECT label, hash(birth, guardian) FROM shown WHERE birth IS NOT NULL AND guardian IS NOT NULL
UNION
SELECT label, hash(who, place) FROM shown WHERE place IS NOT NULL
UNION
SELECT label, hash('born', birth) FROM shown WHERE birth IS NOT NULL AND place IS NOT NULL
UNION
SELECT label, hash('place', place) FROM shown WHERE place IS NOT NULL
UNION
SELECT label, block
FROM spelt;

CREATE OR REPLACE TEMP TABLE resolve_places AS
WITH carriers AS (
    SELECT c.kind, c.carrier
    FROM resolve_carriers AS c
    LEFT JOIN person_keys AS p ON c.carrier = p.carrier_hash
    ANTI JOIN resolve_shared AS s ON c.kind = s.kind AND c.carrier = s.carrier
    WHERE c.kind > 1 AND (c.names > 1 OR p.carrier_hash IS NOT NULL)
    GROUP BY c.kind, c.carrier
),
places AS (
    SELECT block, label FROM resolve_blocks
    UNION
    SELECT k.carrier, l.label
    FROM resolve_keys AS k
    SEMI JOIN carriers AS c ON k.kind = c.kind AND k.carrier = c.carrier
    INNER JOIN resolve_labels AS l ON k.node = l.node
),
older AS (
    SELECT p.carrier_hash AS block, p.person_id
    FROM person_keys AS p
    SEMI JOIN carriers AS c ON p.carrier_hash = c.carrier
    WHERE p.person_id IS NOT NULL AND p.key_kind <> 'id_number'
    UNION
    SELECT p.block_hash, p.person_id
    FROM person_blocks AS p
    SEMI JOIN resolve_blocks AS b ON p.block_hash = b.block
),
everywhere AS (
    SELECT block, label, 1 AS fresh FROM places
    UNION ALL
    SELECT o.block, coalesce(l.label, -o.person_id) AS label, 0 AS fresh
    FROM older AS o
    LEFT JOIN resolve_known AS k ON o.person_id = k.person_id
    LEFT JOIN resolve_labels AS l ON k.node = l.node
),
contested AS (
    SELECT block
    FROM everywhere
    GROUP BY block
    HAVING min(label) <> max(label) AND max(fresh) = 1
),
together AS (
    SELECT e.block, e.label, max(e.fresh) AS fresh
    FROM everywhere AS e
    SEMI JOIN contested AS c ON e.block = c.block
    GROUP BY e.block, e.label
),
sizes AS (
    SELECT block
    FROM together
    GROUP BY block
    HAVING count(*) <= 80
)
SELECT t.block, t.label, t.fresh
FROM together AS t
SEMI JOIN sizes AS s ON t.block = s.block;
