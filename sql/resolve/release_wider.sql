-- One row per carrier of a newly touched person that ties nobody now and might tie without the lists (resolve_lost), and per person more
-- who has such a carrier (resolve_touched; the last to come, whose carriers were not looked at yet, are resolve_newly).
-- Reads: resolve_carried, resolve_kinds, resolve_touched, resolve_newly, resolve_lost. Writes: resolve_doubtful, resolve_losing,
-- resolve_lost, resolve_touched, resolve_newly (temporary); returns how many came. Used by: resolve (release).
-- Doubtful is what two persons have, or more rows than it may have names: most carriers need no closer look.
CREATE OR REPLACE TEMP TABLE resolve_doubtful AS
WITH theirs AS (
    SELECT k.kind, k.carrier
    FROM resolve_carried AS k
    SEMI JOIN resolve_newly AS t ON k.person_id = t.person_id
),
weighed AS (
    SELECT k.kind, k.carrier, count(*) AS found, (min(k.person_id) <> max(k.person_id)) AS several
    FROM resolve_carried AS k
    SEMI JOIN theirs AS t ON k.kind = t.kind AND k.carrier = t.carrier
    WHERE k.person_id IS NOT NULL
    GROUP BY k.kind, k.carrier
)
SELECT w.kind, w.carrier
FROM weighed AS w
INNER JOIN resolve_kinds AS i ON w.kind = i.kind
ANTI JOIN resolve_lost AS l ON w.kind = l.kind AND w.carrier = l.carrier
WHERE w.several OR w.found > i.most_names;

CREATE OR REPLACE TEMP TABLE resolve_losing AS
WITH ties AS (
    SELECT k.kind, k.carrier, k.tie, k.who, (min(k.person_id) <> max(k.person_id)) AS torn
    FROM resolve_carried AS k
    SEMI JOIN resolve_doubtful AS d ON k.kind = d.kind AND k.carrier = d.carrier
    WHERE k.person_id IS NOT NULL
    GROUP BY k.kind, k.carrier, k.tie, k.who
)
SELECT t.kind, t.carrier
FROM ties AS t
INNER JOIN resolve_kinds AS i ON t.kind = i.kind
GROUP BY t.kind, t.carrier, i.most_names
HAVING bool_or(t.torn) OR count(*) > i.most_names;

INSERT INTO resolve_lost
SELECT kind, carrier
FROM resolve_losing;

CREATE OR REPLACE TEMP TABLE resolve_newly AS
SELECT DISTINCT k.person_id
FROM resolve_carried AS k
SEMI JOIN resolve_losing AS l ON k.kind = l.kind AND k.carrier = l.carrier
ANTI JOIN resolve_touched AS t ON k.person_id = t.person_id
WHERE k.person_id IS NOT NULL;

INSERT INTO resolve_touched
SELECT person_id
FROM resolve_newly;

SELECT count(*) AS found
FROM resolve_newly;
