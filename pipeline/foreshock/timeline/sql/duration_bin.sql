-- Into which logarithmic bin does a duration in seconds fall? A bin is 4 % wide, so any percentile is right within 2 %,
-- and rollups of many archives add up bin by bin.
CREATE OR REPLACE TEMP MACRO duration_bin(duration_s) AS
    CAST(floor(ln(greatest(duration_s, 0.0001)) / ln(1.04)) AS SMALLINT)
