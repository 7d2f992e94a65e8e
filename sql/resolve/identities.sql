-- One row per node with a valid ID number, as the hash of its key.
-- Reads: resolve_keys, resolve_shared, resolve_known, person_keys. Writes: resolve_identities (temporary); returns it. Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_identities AS
SELECT k.node, k.carrier AS identity
FROM resolve_keys AS k
ANTI JOIN resolve_shared AS s ON k.kind = s.kind AND k.carrier = s.carrier
WHERE k.kind = 1
UNION ALL
SELECT p.node, s.key_hash AS identity
FROM resolve_known AS p
INNER JOIN person_keys AS s ON p.person_id = s.person_id
WHERE s.key_kind = 'id_number';

SELECT node, identity
FROM resolve_identities;
