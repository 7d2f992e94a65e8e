-- One row per actor who held, sold or bought anything, with a hash of all that his counts and excluded rows are made of.
-- Reads: temp.list_uses, temp.list_contents, temp.sales, temp.lists, exclusions. Writes: temp.actor_inputs. Used by: assess.
-- What is shown to be false counts for every actor of the case alike: a change of it has all of them counted again.
CREATE OR REPLACE TEMP TABLE actor_inputs AS
WITH parts AS (
    SELECT u.case_id, u.actor, hash(u.use, c.content, u.ordinal, u.hop_id, u.parent_id) AS part
    FROM list_uses AS u
    JOIN list_contents AS c ON c.dataset_no = u.dataset_no
    UNION ALL
    SELECT case_id, seller, hash('sold', hop_id, confirmed, records) FROM sales
    UNION ALL
    SELECT s.case_id, s.buyer, hash('bought', s.hop_id, s.confirmed, s.records)
    FROM sales AS s
    ANTI JOIN lists AS l ON l.case_id = s.case_id AND l.actor = s.buyer
),
falsified AS (
    SELECT case_id, sum(hash(hash(field, "value", reason, evidence, source_file, source_line))) AS hashed FROM exclusions GROUP BY case_id
)
SELECT p.case_id, p.actor, sha256(concat_ws(' ', $code, f.hashed, sum(hash(p.part)), count(*))) AS inputs
FROM parts AS p
LEFT JOIN falsified AS f ON f.case_id = p.case_id
GROUP BY p.case_id, p.actor, f.hashed;
