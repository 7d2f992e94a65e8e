-- One row per hop that counts and reading of the law; the class, where only a number of records is known.
-- Reads: temp.sales, temp.profiles, temp.sold_numbers. Writes: nothing (returns rows). Used by: report (bundle).
SELECT s.hop_id, s.seller, s.buyer, s.confirmed::INTEGER AS confirmed, s.records, p.profile, n.class
FROM sales AS s
CROSS JOIN profiles AS p
LEFT JOIN sold_numbers AS n ON s.hop_id = n.hop_id AND p.profile = n.profile
ORDER BY s.hop_id, p.profile;
