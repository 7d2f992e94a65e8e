-- One row per carrier of a touched person that ties nobody now and might tie without the lists (resolve_lost), and per person more who has
-- such a carrier (resolve_touched).
-- Reads: resolve_carried, resolve_kinds, resolve_touched, resolve_lost. Writes: resolve_lost, resolve_touched (temporary); returns how many
-- both hold. Used by: resolve (release).
INSERT INTO resolve_lost
WITH theirs AS (
    SELECT DISTINCT k.kind, k.carrier
    FROM resolve_carried AS k
    SEMI JOIN resolve_touched AS t ON k.person_id = t.person_id
    ANTI JOIN resolve_lost AS l ON k.kind = l.kind AND k.carrier = l.carrier
),
ties AS (
    SELECT k.kind, k.carrier, k.tie, k.who, (min(k.person_id) <> max(k.person_id)) AS torn
    FROM resolve_carried AS k
    SEMI JOIN theirs AS t ON k.kind = t.kind AND k.carrier = t.carrier
    WHERE k.person_id IS NOT NULL
    GROUP BY k.kind, k.carrier, k.tie, k.who
)
SELECT t.kind, t.carrier
FROM ties AS t
INNER JOIN resolve_kinds AS i ON t.kind = i.kind
GROUP BY t.kind, t.carrier, i.most_names
HAVING bool_or(t.torn) OR count(*) > i.most_names;

INSERT INTO resolve_touched
SELECT DISTINCT k.person_id
FROM resolve_carried AS k
SEMI JOIN resolve_lost AS l ON k.kind = l.kind AND k.carrier = l.carrier
ANTI JOIN resolve_touched AS t ON k.person_id = t.person_id
WHERE k.person_id IS NOT NULL;

SELECT (SELECT count(*) FROM resolve_touched) + (SELECT count(*) FROM resolve_lost) AS found;
