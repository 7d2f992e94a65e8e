-- One row per key (resolve_keys) whose carrier matters: several nodes, or a node and a known person, have it, and it is an ID number or
-- one of them has none. Of these, one row per key value (resolve_ties): where it leads, a known person or its
-- first node, and whether too many share its carrier. All other keys tie nobody, are most of them, and are counted and not kept.
-- Reads: resolve_carried, resolve_nodes, resolve_kinds, resolve_sought, resolve_near, resolve_numbers, resolve_opened.
-- Writes: resolve_common, resolve_weights, resolve_weighed, resolve_sought, resolve_older, resolve_keys, resolve_named, resolve_carriers,
-- resolve_shared, resolve_ties, resolve_known (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_common AS
WITH closed AS (
    SELECT c.kind, c.carrier, count(*) AS found, bit_or(name_bit(c.who)) AS names
    FROM resolve_carried AS c
    SEMI JOIN resolve_opened AS o ON c.kind = o.kind AND c.carrier = o.carrier
    WHERE c.node IS NOT NULL AND NOT c.open AND NOT $whole
    GROUP BY c.kind, c.carrier
),
carriers AS (
    SELECT kind, carrier, names
    FROM resolve_numbers
    UNION ALL
    SELECT o.kind, o.carrier, o.names | coalesce(c.names, 0)
    FROM resolve_opened AS o
    LEFT JOIN closed AS c ON o.kind = c.kind AND o.carrier = c.carrier
    WHERE o.found + coalesce(c.found, 0) > 1
)
-- crowded: too many names for sure
SELECT c.kind, c.carrier, bit_count(c.names) > i.most_names AS crowded
FROM carriers AS c
INNER JOIN resolve_kinds AS i ON c.kind = i.kind;

DROP TABLE resolve_numbers;

DROP TABLE resolve_opened;

CREATE OR REPLACE TEMP TABLE resolve_weights AS
SELECT kind, carrier, count(*) AS found, bit_or(name_bit(who)) AS names, bool_or(open) AS open
FROM resolve_near
GROUP BY kind, carrier;

-- crowded: too many names for sure; whole: all who are known with it are wanted, be it to count their names or to compare them.
CREATE OR REPLACE TEMP TABLE resolve_weighed AS
SELECT
    s.kind, s.carrier, bit_count(s.names | w.names) > i.most_names AS crowded,
    s.open OR w.open OR s.found + w.found > i.most_names AS whole
FROM resolve_sought AS s
INNER JOIN resolve_weights AS w ON s.kind = w.kind AND s.carrier = w.carrier
INNER JOIN resolve_kinds AS i ON s.kind = i.kind;

DROP TABLE resolve_sought;

DROP TABLE resolve_weights;

CREATE OR REPLACE TEMP TABLE resolve_sought AS
SELECT DISTINCT c.kind, c.tie
FROM resolve_carried AS c
SEMI JOIN (SELECT kind, carrier FROM resolve_weighed WHERE NOT crowded AND NOT whole) AS w ON c.kind = w.kind AND c.carrier = w.carrier
WHERE c.node IS NOT NULL;

CREATE OR REPLACE TEMP TABLE resolve_older AS
SELECT o.person_id, o.open, o.kind, o.carrier, o.who, o.tie
FROM resolve_near AS o
SEMI JOIN resolve_sought AS s ON o.kind = s.kind AND o.tie = s.tie
UNION ALL
SELECT o.person_id, o.open, o.kind, o.carrier, o.who, o.tie
FROM resolve_near AS o
SEMI JOIN (SELECT kind, carrier FROM resolve_weighed WHERE NOT crowded AND whole) AS w ON o.kind = w.kind AND o.carrier = w.carrier;

DROP TABLE resolve_sought;

DROP TABLE resolve_near;

CREATE OR REPLACE TEMP TABLE resolve_keys AS
WITH fresh AS (
    SELECT c.node, c.open, c.kind, c.carrier, c.who, c.tie
    FROM resolve_carried AS c
    ANTI JOIN (SELECT kind, carrier FROM resolve_weighed WHERE crowded) AS w ON c.kind = w.kind AND c.carrier = w.carrier
    WHERE c.node IS NOT NULL
),
wanted AS (
    SELECT kind, carrier
    FROM resolve_common
    WHERE NOT crowded
    UNION
    SELECT kind, carrier
    FROM resolve_older
)
SELECT f.node, CAST(NULL AS BIGINT) AS person_id, f.open, f.kind, f.carrier, f.who, f.tie
FROM fresh AS f
SEMI JOIN wanted AS w ON f.kind = w.kind AND f.carrier = w.carrier
UNION ALL
SELECT CAST(NULL AS INTEGER), person_id, open, kind, carrier, who, tie
FROM resolve_older;

-- Whoever has a carrier under one name, in one pass of the keys.
CREATE OR REPLACE TEMP TABLE resolve_named AS
SELECT
    kind, carrier, who, count(node) AS nodes, min(node) AS first_node, count(person_id) AS older, min(person_id) AS lowest,
    max(person_id) AS highest
FROM resolve_keys
GROUP BY kind, carrier, who;

CREATE OR REPLACE TEMP TABLE resolve_carriers AS
SELECT kind, carrier, count(*) AS names, sum(older) AS older
FROM resolve_named
GROUP BY kind, carrier;

CREATE OR REPLACE TEMP TABLE resolve_shared AS
SELECT c.kind, c.carrier
FROM resolve_carriers AS c
INNER JOIN resolve_kinds AS i ON c.kind = i.kind
WHERE c.names > i.most_names
UNION
SELECT kind, carrier
FROM resolve_common
WHERE crowded
UNION
SELECT kind, carrier
FROM resolve_weighed
WHERE crowded;

CREATE OR REPLACE TEMP TABLE resolve_ties AS
WITH ties AS (
    SELECT
        kind, carrier, CASE WHEN kind = 1 THEN carrier ELSE hash(carrier, who) END AS tie, CAST(sum(nodes) AS BIGINT) AS nodes,
        min(first_node) AS first_node, min(lowest) AS person_id,
        coalesce(min(lowest) <> max(highest), FALSE) AS torn
    FROM resolve_named
    -- under one name, as all but ID numbers tie
    WHERE kind = 1 OR nodes > 1 OR (nodes > 0 AND older > 0)
    GROUP BY kind, carrier, tie
    HAVING sum(nodes) > 1 OR (sum(nodes) > 0 AND sum(older) > 0)
)
SELECT t.kind, t.carrier, t.tie, t.nodes, t.first_node, t.person_id, (t.torn OR s.carrier IS NOT NULL) AS shared
FROM ties AS t
LEFT JOIN resolve_shared AS s ON t.kind = s.kind AND t.carrier = s.carrier;

DROP TABLE resolve_named;

DROP TABLE resolve_common;

DROP TABLE resolve_weighed;

DROP TABLE resolve_older;

CREATE OR REPLACE TEMP TABLE resolve_known AS
WITH known AS (
    SELECT DISTINCT person_id
    FROM resolve_ties
    WHERE person_id IS NOT NULL AND NOT shared
)
SELECT person_id, CAST((SELECT count(*) FROM resolve_nodes) + row_number() OVER (ORDER BY person_id) - 1 AS INTEGER) AS node
FROM known;
