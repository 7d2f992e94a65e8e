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
UNION ALL
SELECT label, hash(who, birth) FROM shown WHERE birth IS NOT NULL
UNION ALL
SELECT label, hash(surname, ends) FROM shown WHERE ends IS NOT NULL
UNION ALL
SELECT label, hash(who, guardian) FROM shown WHERE guardian IS NOT NULL
UNION ALL
SELECT label, hash(birth, guardian) FROM shown WHERE birth IS NOT NULL AND guardian IS NOT NULL
UNION ALL
SELECT label, hash(who, place) FROM shown WHERE place IS NOT NULL
UNION ALL
SELECT label, hash('born', birth) FROM shown WHERE birth IS NOT NULL AND place IS NOT NULL
UNION ALL
SELECT label, hash('place', place) FROM shown WHERE place IS NOT NULL
UNION ALL
SELECT label, block
FROM spelt;

CREATE OR REPLACE TEMP TABLE resolve_places AS
WITH carriers AS (
    SELECT c.kind, c.carrier
    FROM resolve_carriers AS c
    LEFT JOIN (
        SELECT DISTINCT p.carrier_hash FROM person_keys AS p SEMI JOIN resolve_carriers AS n ON p.carrier_hash = n.carrier
    ) AS p ON c.carrier = p.carrier_hash
    ANTI JOIN resolve_shared AS s ON c.kind = s.kind AND c.carrier = s.carrier
    WHERE c.kind > 1 AND (c.names > 1 OR p.carrier_hash IS NOT NULL)
),
-- strong: a number of the person's own, which alone may outweigh another name
everywhere AS (
    SELECT block, label, TRUE AS fresh, FALSE AS strong FROM resolve_blocks
    UNION ALL
    SELECT k.carrier, l.label, TRUE, k.kind IN (2, 3, 5, 6)
    FROM resolve_keys AS k
    SEMI JOIN carriers AS c ON k.kind = c.kind AND k.carrier = c.carrier
    INNER JOIN resolve_labels AS l ON k.node = l.node
    UNION ALL
    SELECT o.block, coalesce(l.label, -o.person_id) AS label, FALSE, o.strong
    FROM (
        SELECT p.carrier_hash AS block, p.person_id, p.key_kind IN ('document_name', 'id_head_name', 'student_number_name', 'email_name') AS strong
        FROM person_keys AS p
        SEMI JOIN carriers AS c ON p.carrier_hash = c.carrier
        WHERE p.person_id IS NOT NULL AND p.key_kind <> 'id_number'
        UNION ALL
        SELECT p.block_hash, p.person_id, FALSE
        FROM person_blocks AS p
        SEMI JOIN resolve_blocks AS b ON p.block_hash = b.block
    ) AS o
    LEFT JOIN resolve_known AS k ON o.person_id = k.person_id
    LEFT JOIN resolve_labels AS l ON k.node = l.node
),
contested AS (
    SELECT block
    FROM everywhere
    GROUP BY block
    HAVING min(label) <> max(label) AND bool_or(fresh)
),
together AS (
    SELECT e.block, e.label, bool_or(e.fresh) AS fresh, bool_or(e.strong) AS strong
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
SELECT t.block, t.label, t.fresh, t.strong
FROM together AS t
SEMI JOIN sizes AS s ON t.block = s.block;
