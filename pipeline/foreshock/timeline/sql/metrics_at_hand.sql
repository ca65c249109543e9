-- Which measurements are there? Asked once, kept in memory for as long as the case is open.
ATTACH IF NOT EXISTS ':memory:' AS at_hand;

CREATE OR REPLACE TABLE at_hand.metrics AS
SELECT * FROM metrics;

CREATE OR REPLACE TEMP VIEW metrics AS
SELECT * FROM at_hand.metrics
