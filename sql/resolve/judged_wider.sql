-- One row per person more who has a key that a touched one has too, but was kept apart from him (resolve_touched).
-- Reads: resolve_touched, resolve_carried, resolve_kinds. Writes: resolve_touched (temporary); returns how many there are. Used by: resolve.
INSERT INTO resolve_touched
WITH theirs AS (
    SELECT DISTINCT k.kind, k.carrier
    FROM resolve_carried AS k
    SEMI JOIN resolve_touched AS t ON k.person_id = t.person_id
),

ties AS (
    SELECT k.kind, k.carrier, k.who, k.tie, k.person_id
    FROM resolve_carried AS k
    SEMI JOIN theirs AS t ON k.kind = t.kind AND k.carrier = t.carrier
    WHERE k.person_id IS NOT NULL
),

-- what too many share ties nobody, with or without a judgement
crowded AS (
    SELECT t.kind, t.carrier
    FROM ties AS t
    INNER JOIN resolve_kinds AS i ON t.kind = i.kind
    GROUP BY t.kind, t.carrier, i.most_names
    HAVING count(DISTINCT t.who) > i.most_names
),

shared AS (
    SELECT t.kind, t.tie
    FROM ties AS t
    SEMI JOIN resolve_touched AS s ON t.person_id = s.person_id
    ANTI JOIN crowded AS c ON t.kind = c.kind AND t.carrier = c.carrier
)

SELECT DISTINCT t.person_id
FROM ties AS t
SEMI JOIN shared AS s ON t.kind = s.kind AND t.tie = s.tie
ANTI JOIN resolve_touched AS k ON t.person_id = k.person_id;

SELECT count(*) AS found
FROM resolve_touched;
