-- How far did each measure of each host depart from its normal, and is it one of a family or a metric of its own?
SELECT measure, host, shift, score, metric IS DISTINCT FROM measure AS is_family
FROM measure_shifts
ORDER BY measure;
