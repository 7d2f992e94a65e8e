-- One row per nothing: drops the temporary tables of the stage.
-- Reads: nothing. Writes: temp. Used by: assess.
DROP TABLE temp.profiles;
DROP TABLE temp.fact_words;
DROP TABLE temp.accounts_of;
DROP TABLE temp.lists;
DROP TABLE temp.institutions;
DROP TABLE temp.shown_false;
DROP TABLE temp.list_rows;
DROP TABLE temp.list_units;
DROP TABLE temp.sales;
DROP TABLE temp.handed;
DROP TABLE temp.sold_units;
DROP TABLE temp.units;
DROP TABLE temp.sold_numbers;
DROP TABLE IF EXISTS temp.dated;
DROP TABLE IF EXISTS temp.measures;
