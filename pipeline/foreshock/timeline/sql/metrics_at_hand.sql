-- Which measurements are there? Asked once, kept for as long as the connection lives.
CREATE OR REPLACE TEMP TABLE metrics_at_hand AS
SELECT * FROM metrics;

CREATE OR REPLACE TEMP VIEW metrics AS
SELECT * FROM metrics_at_hand
