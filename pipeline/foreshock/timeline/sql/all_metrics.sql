-- Which measurements are there, those that follow from others among them?
CREATE OR REPLACE TEMP VIEW all_metrics AS
SELECT * FROM foreshock.main.metrics
UNION ALL BY NAME
SELECT * FROM foreshock.main.derived_metrics;

CREATE OR REPLACE TEMP VIEW metrics AS
SELECT * FROM all_metrics
