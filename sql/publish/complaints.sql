-- One row per complaint, masked: who called is shown when he is an actor of the case, else masked. Facts are canonical fields.
-- Reads: complaints, accounts. Writes: published.complaints. Used by: publish.
INSERT INTO published.complaints BY NAME
SELECT c.case_id, c.complaint_id, c.received_at,
    mask_name(c.victim_name) AS victim_name_masked, mask_phone(c.victim_phone) AS victim_phone_masked,
    mask_phone(c.caller_phone) AS caller_phone_masked, min(a.actor) AS caller,
    list_sort(list_distinct(list_transform(
        list_filter(string_split(replace(c.known_facts, '；', ';'), ';'), lambda f: f LIKE '%=%'),
        lambda f: known_field(split_part(f, '=', 1), $field_of)
    ))) AS known_fields
FROM complaints AS c
LEFT JOIN accounts AS a
    ON a.case_id = c.case_id AND (a.account IN (c.caller, c.caller_phone) OR a.actor = c.caller) AND a.account <> ''
GROUP BY ALL
ORDER BY c.case_id, c.complaint_id;
