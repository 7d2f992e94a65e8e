-- One row per pair, cluster or face that was compared: not needed once it is known which clusters are one person, and many. Dropped before the
-- transaction that stores these, since the room of what is dropped in it is given back at its end alone.
-- Reads: nothing. Writes: drops resolve_pairs, resolve_callings, resolve_held, resolve_together, resolve_several, resolve_shown, resolve_folded,
-- resolve_codes, resolve_likely, resolve_latin_scores, resolve_values, resolve_profiles, resolve_rarity, resolve_faces, resolve_scores (temporary).
-- Used by: resolve.
DROP TABLE resolve_pairs;

DROP TABLE resolve_callings;

DROP TABLE resolve_held;

DROP TABLE resolve_together;

DROP TABLE resolve_several;

DROP TABLE resolve_shown;

DROP TABLE resolve_folded;

DROP TABLE resolve_codes;

DROP TABLE resolve_likely;

DROP TABLE resolve_latin_scores;

DROP TABLE resolve_values;

DROP TABLE resolve_profiles;

DROP TABLE resolve_rarity;

DROP TABLE resolve_faces;

DROP TABLE resolve_scores;
