-- One row per node with a Latin name (resolve_latin): the words of its name and address, and the spots where look-alikes are sought.
-- Reads: resolve_nodes, records. Writes: resolve_latin (temporary). Used by: resolve.
CREATE OR REPLACE TEMP TABLE resolve_latin AS
SELECT
    n.node,
    words_of(r.name) AS words,
    words_of(told(r.address)) AS streets,
    list_filter(
        [
            'birth ' || told(r.birth_date), 'postcode ' || told(lower(r.postcode)), 'area ' || post_area(told(r.postcode)),
            'birth_place ' || told(r.birth_place), 'city ' || told(r.city), 'phone ' || digits_of(r.phone)
        ],
        lambda spot: spot IS NOT NULL
    ) AS spots,
    told(r.occupation) AS occupation
FROM resolve_nodes AS n
INNER JOIN records AS r ON n.dataset_no = r.dataset_no AND n.row_no = r.row_no
WHERE n.latin;
