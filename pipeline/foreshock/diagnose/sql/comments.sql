-- What does each table and column of a diagnosis hold? Clients show it, and the documentation is made from it.
-- One transaction, since each statement would otherwise be written to disk by itself.
BEGIN;

COMMENT ON TABLE request_rollup IS 'Requests by bucket and duration; any percentile follows within 2 %';
COMMENT ON COLUMN request_rollup."bucket" IS 'start of the bucket, UTC';
COMMENT ON COLUMN request_rollup."host" IS 'the host that logged the requests';
COMMENT ON COLUMN request_rollup."service" IS 'the service that logged them';
COMMENT ON COLUMN request_rollup."duration_bin" IS 'floor(ln(seconds) / ln(1.04)); null where no duration was logged';
COMMENT ON COLUMN request_rollup."failed" IS 'status 500 or above';
COMMENT ON COLUMN request_rollup."requests" IS 'how many';

COMMENT ON VIEW series IS 'Measures of each entity, bucket by bucket, on one clock, with what would have been normal';
COMMENT ON COLUMN series."bucket" IS 'start of the bucket, UTC';
COMMENT ON COLUMN series."bucket_s" IS 'its width in seconds';
COMMENT ON COLUMN series."host" IS 'the host';
COMMENT ON COLUMN series."service" IS 'the service, for measures of requests and logs';
COMMENT ON COLUMN series."metric" IS 'name of the measure; a state or direction in braces';
COMMENT ON COLUMN series."entity" IS 'host, or host and mount point or device';
COMMENT ON COLUMN series."value" IS 'the value in this bucket';
COMMENT ON COLUMN series."baseline" IS 'what would have been normal; null where nothing is known';
COMMENT ON COLUMN series."unit" IS 'UCUM unit of value and baseline';

COMMENT ON TABLE service_series IS 'Of the series those of requests and logs, with the columns of series';
COMMENT ON COLUMN service_series."bucket" IS 'as in series';
COMMENT ON COLUMN service_series."bucket_s" IS 'as in series';
COMMENT ON COLUMN service_series."host" IS 'as in series';
COMMENT ON COLUMN service_series."service" IS 'as in series';
COMMENT ON COLUMN service_series."metric" IS 'as in series';
COMMENT ON COLUMN service_series."entity" IS 'as in series';
COMMENT ON COLUMN service_series."value" IS 'as in series';
COMMENT ON COLUMN service_series."baseline" IS 'as in series';
COMMENT ON COLUMN service_series."unit" IS 'as in series';

COMMENT ON TABLE measured_series IS 'Of the series those of metrics, by number';
COMMENT ON COLUMN measured_series."number" IS 'number of the measure and its entity in measured_normals';
COMMENT ON COLUMN measured_series."bucket" IS 'as in series';
COMMENT ON COLUMN measured_series."value" IS 'as in series';

COMMENT ON TABLE measured_normals IS 'What the numbers in measured_series stand for, and what is normal for it';
COMMENT ON COLUMN measured_normals."number" IS 'number of a measure and its entity';
COMMENT ON COLUMN measured_normals."bucket_s" IS 'as in series';
COMMENT ON COLUMN measured_normals."host" IS 'as in series';
COMMENT ON COLUMN measured_normals."metric" IS 'as in series';
COMMENT ON COLUMN measured_normals."entity" IS 'as in series';
COMMENT ON COLUMN measured_normals."baseline" IS 'the median of the whole series';
COMMENT ON COLUMN measured_normals."unit" IS 'as in series';

COMMENT ON TABLE services IS 'Which programs of which hosts logged at all';
COMMENT ON COLUMN services."host" IS 'as in logs';
COMMENT ON COLUMN services."service" IS 'as in logs';
COMMENT ON COLUMN services."records" IS 'how many records';

COMMENT ON TABLE measures IS 'What is measured: one row a host, metric and labels';
COMMENT ON COLUMN measures."names" IS 'hash(host, metric, labels)';
COMMENT ON COLUMN measures."host" IS 'as in metrics';
COMMENT ON COLUMN measures."metric" IS 'as in metrics, or the name of a derived one';
COMMENT ON COLUMN measures."labels" IS 'as in metrics';
COMMENT ON COLUMN measures."unit" IS 'as in metrics';

COMMENT ON TABLE derived_metrics IS 'Rates of counters and shares of limits that follow from metrics';
COMMENT ON COLUMN derived_metrics."time" IS 'when the value was taken, UTC';
COMMENT ON COLUMN derived_metrics."host" IS 'the host that it describes';
COMMENT ON COLUMN derived_metrics."metric" IS 'OpenTelemetry name, or the name of the source';
COMMENT ON COLUMN derived_metrics."labels" IS 'mountpoint, device, state, ...';
COMMENT ON COLUMN derived_metrics."value" IS 'the value, in base units; ratios are 0 to 1';
COMMENT ON COLUMN derived_metrics."unit" IS 'UCUM unit';
COMMENT ON COLUMN derived_metrics."source" IS 'path of the file that holds the later of the two samples';
COMMENT ON COLUMN derived_metrics."line" IS 'its line there, from 1';

COMMENT ON TABLE clocks IS 'How far the clocks of the hosts are apart; corrected in series, symptoms, timeline';
COMMENT ON COLUMN clocks."host" IS 'the host whose clock differs';
COMMENT ON COLUMN clocks."reference" IS 'the host that it was compared with';
COMMENT ON COLUMN clocks."offset_s" IS 'seconds that it runs ahead (negative: behind)';
COMMENT ON COLUMN clocks."uncertainty_s" IS 'half the width of what the data allow';
COMMENT ON COLUMN clocks."method" IS 'how it was found';
COMMENT ON TABLE shared_failures IS 'Hosts whose errors, or slow work, are those of another host';
COMMENT ON COLUMN shared_failures."host" IS 'name of the host';

COMMENT ON TABLE symptoms IS 'What users felt: latency, errors, traffic-drop, outage; change where nothing tells it';
COMMENT ON COLUMN symptoms."id" IS 'number of the symptom';
COMMENT ON COLUMN symptoms."kind" IS 'latency, errors, traffic-drop, outage or change';
COMMENT ON COLUMN symptoms."entity" IS 'where it was felt';
COMMENT ON COLUMN symptoms."host" IS 'the host that logged it';
COMMENT ON COLUMN symptoms."service" IS 'the service that logged it';
COMMENT ON COLUMN symptoms."start" IS 'onset, UTC';
COMMENT ON COLUMN symptoms."peak" IS 'when it was worst, UTC';
COMMENT ON COLUMN symptoms."end" IS 'UTC; null while it lasts';
COMMENT ON COLUMN symptoms."value" IS 'the value at its worst';
COMMENT ON COLUMN symptoms."baseline" IS 'what would have been normal then';
COMMENT ON COLUMN symptoms."sentence" IS 'the same in words';

COMMENT ON TABLE log_hits IS 'The log records that hold a literal of any rule';
COMMENT ON COLUMN log_hits."time" IS 'as in logs, on one clock';
COMMENT ON COLUMN log_hits."host" IS 'as in logs';
COMMENT ON COLUMN log_hits."service" IS 'as in logs';
COMMENT ON COLUMN log_hits."severity_number" IS 'as in logs';
COMMENT ON COLUMN log_hits."body" IS 'as in logs';
COMMENT ON COLUMN log_hits."detail" IS 'as in logs';
COMMENT ON COLUMN log_hits."statement" IS 'as in logs';
COMMENT ON COLUMN log_hits."code" IS 'as in logs';
COMMENT ON COLUMN log_hits."duration_s" IS 'as in logs';
COMMENT ON COLUMN log_hits."source" IS 'as in logs';
COMMENT ON COLUMN log_hits."line" IS 'as in logs';
COMMENT ON COLUMN log_hits."hit" IS 'its number, as in log_literals';
COMMENT ON TABLE log_literals IS 'Which literals of rules stand in which text of which record of log_hits';
COMMENT ON COLUMN log_literals."hit" IS 'the record, as in log_hits';
COMMENT ON COLUMN log_literals."place" IS 'body, detail or statement';
COMMENT ON COLUMN log_literals."literal" IS 'the literal, as the rule writes it';
COMMENT ON TABLE lock_waits IS 'Slow statements of MySQL and MariaDB that waited for locks, as the slow log tells';
COMMENT ON COLUMN lock_waits."source" IS 'as in logs';
COMMENT ON COLUMN lock_waits."line" IS 'as in logs';
COMMENT ON COLUMN lock_waits."share" IS 'share of the time of the statement that it waited, about 0 to 1';


COMMENT ON TABLE rule_requests IS 'The requests of those periods, with the columns that rules ask for';
COMMENT ON COLUMN rule_requests."time" IS 'as in requests, on one clock';
COMMENT ON COLUMN rule_requests."host" IS 'as in requests';
COMMENT ON COLUMN rule_requests."service" IS 'as in requests';
COMMENT ON COLUMN rule_requests."client_address" IS 'as in requests';
COMMENT ON COLUMN rule_requests."user_agent" IS 'as in requests';
COMMENT ON COLUMN rule_requests."path" IS 'as in requests';
COMMENT ON COLUMN rule_requests."upstream_address" IS 'as in requests';
COMMENT ON COLUMN rule_requests."status" IS 'as in requests';
COMMENT ON COLUMN rule_requests."termination_state" IS 'how the session ended, as HAProxy tells it';
COMMENT ON COLUMN rule_requests."duration_s" IS 'as in requests';
COMMENT ON COLUMN rule_requests."source" IS 'as in requests';
COMMENT ON COLUMN rule_requests."line" IS 'as in requests';

COMMENT ON TABLE rule_samples IS 'The measurements of the metrics that rules ask for, derived ones among them';
COMMENT ON COLUMN rule_samples."time" IS 'as in metrics, on one clock';
COMMENT ON COLUMN rule_samples."host" IS 'as in metrics';
COMMENT ON COLUMN rule_samples."metric" IS 'as in metrics, or the name of a derived one';
COMMENT ON COLUMN rule_samples."labels" IS 'as in metrics';
COMMENT ON COLUMN rule_samples."value" IS 'as in metrics';
COMMENT ON COLUMN rule_samples."unit" IS 'as in metrics';
COMMENT ON COLUMN rule_samples."source" IS 'as in metrics';
COMMENT ON COLUMN rule_samples."line" IS 'as in metrics';

COMMENT ON TABLE rule_coverage IS 'Which sources speak when: a row a host, a source and ten minutes, or all time';
COMMENT ON COLUMN rule_coverage."kind" IS 'logs, metrics or series';
COMMENT ON COLUMN rule_coverage."host" IS 'the host';
COMMENT ON COLUMN rule_coverage."name" IS 'service, or name of the metric';
COMMENT ON COLUMN rule_coverage."bucket" IS 'start of the ten minutes, UTC; null: over all time';
COMMENT ON COLUMN rule_coverage."began" IS 'first record or sample in it';
COMMENT ON COLUMN rule_coverage."ended" IS 'last record or sample in it';
COMMENT ON COLUMN rule_coverage."rows" IS 'how many';
COMMENT ON COLUMN rule_coverage."lowest" IS 'lowest value of a metric';
COMMENT ON COLUMN rule_coverage."highest" IS 'highest value of a metric';

COMMENT ON TABLE rule_matches IS 'One row an interval over which a step of a rule matches on one entity';
COMMENT ON COLUMN rule_matches."rule" IS 'id of the rule';
COMMENT ON COLUMN rule_matches."cause" IS 'the class of cause that the rule names';
COMMENT ON COLUMN rule_matches."step" IS 'id of the step';
COMMENT ON COLUMN rule_matches."role" IS 'cause, effect, confirms, contradicts, context or recovery';
COMMENT ON COLUMN rule_matches."entity" IS 'host, or host and mount point, device or service';
COMMENT ON COLUMN rule_matches."host" IS 'the host';
COMMENT ON COLUMN rule_matches."service" IS 'the service';
COMMENT ON COLUMN rule_matches."start" IS 'first record or sample, UTC';
COMMENT ON COLUMN rule_matches."end" IS 'last one, or where its last sample ceases to hold, UTC';
COMMENT ON COLUMN rule_matches."count" IS 'records or samples';
COMMENT ON COLUMN rule_matches."value" IS 'the value that comes nearest to the extreme';
COMMENT ON COLUMN rule_matches."threshold" IS 'what the rule asks for';
COMMENT ON COLUMN rule_matches."unit" IS 'UCUM unit of both';
COMMENT ON COLUMN rule_matches."source" IS 'file of the first record';
COMMENT ON COLUMN rule_matches."line" IS 'its line there, from 1';
COMMENT ON COLUMN rule_matches."time" IS 'its time, UTC';
COMMENT ON COLUMN rule_matches."text" IS 'the record or sample in words';
COMMENT ON COLUMN rule_matches."standing" IS 'it held from the first sample on: its start is not known';

COMMENT ON TABLE rule_evidence IS 'Up to five records of each rule match; rule, step, entity and start name the match';
COMMENT ON COLUMN rule_evidence."rule" IS 'id of the rule';
COMMENT ON COLUMN rule_evidence."step" IS 'id of the step';
COMMENT ON COLUMN rule_evidence."entity" IS 'as in rule_matches';
COMMENT ON COLUMN rule_evidence."start" IS 'as in rule_matches';
COMMENT ON COLUMN rule_evidence."rank" IS '1 is the most telling';
COMMENT ON COLUMN rule_evidence."source" IS 'file of the record';
COMMENT ON COLUMN rule_evidence."line" IS 'its line there, from 1';
COMMENT ON COLUMN rule_evidence."time" IS 'its time, UTC';
COMMENT ON COLUMN rule_evidence."text" IS 'the record or sample in words';

COMMENT ON TABLE incidents IS 'Symptoms that overlap or touch, with one start and one end';
COMMENT ON COLUMN incidents."id" IS 'number of the incident, in time order';
COMMENT ON COLUMN incidents."start" IS 'UTC';
COMMENT ON COLUMN incidents."end" IS 'UTC; null while it lasts';
COMMENT ON COLUMN incidents."doubted_clocks" IS 'hosts whose clocks were taken to be wrong, as nothing compares them';
COMMENT ON COLUMN incidents."explained_from" IS 'what causes must lead up to: its start or its turn for the worse, UTC';
COMMENT ON COLUMN incidents."explained_until" IS 'until when its causes were looked at, UTC';
COMMENT ON COLUMN incidents."headline" IS 'the incident in one sentence';
COMMENT ON COLUMN incidents."requests_lost_pct" IS 'requests that did not come, in percent of those expected';
COMMENT ON COLUMN incidents."error_ratio_peak" IS 'share of failed requests in the worst minute';
COMMENT ON COLUMN incidents."p95_ratio_peak" IS 'worst 95th percentile of the request time as a multiple of its normal';

COMMENT ON TABLE causes IS 'Hypotheses about each incident, ranked';
COMMENT ON COLUMN causes."incident" IS 'id of the incident';
COMMENT ON COLUMN causes."rank" IS '1 is the most likely';
COMMENT ON COLUMN causes."cause" IS 'class of cause';
COMMENT ON COLUMN causes."rule" IS 'id of the rule that fired';
COMMENT ON COLUMN causes."entity" IS 'where it lies';
COMMENT ON COLUMN causes."confidence" IS '0 to 1';
COMMENT ON COLUMN causes."onset" IS 'first sign of it, UTC';
COMMENT ON COLUMN causes."lead_seconds" IS 'seconds from the onset to the start of the incident';
COMMENT ON COLUMN causes."sentence" IS 'the cause in words';

COMMENT ON TABLE evidence IS 'The lines that prove each cause';
COMMENT ON COLUMN evidence."incident" IS 'id of the incident';
COMMENT ON COLUMN evidence."rank" IS 'rank of the cause';
COMMENT ON COLUMN evidence."source" IS 'file of the line';
COMMENT ON COLUMN evidence."line" IS 'its number, from 1';
COMMENT ON COLUMN evidence."time" IS 'its time, UTC';
COMMENT ON COLUMN evidence."text" IS 'as it stands in the file';
COMMENT ON COLUMN evidence."sql" IS 'a query that finds it again';

COMMENT ON TABLE ruled_out IS 'Causes that were tested and did not hold';
COMMENT ON COLUMN ruled_out."incident" IS 'id of the incident';
COMMENT ON COLUMN ruled_out."cause" IS 'class of cause';
COMMENT ON COLUMN ruled_out."reason" IS 'why not, with numbers';

COMMENT ON VIEW signals IS 'What is noteworthy, where and over which interval: symptoms and matches of rules';
COMMENT ON COLUMN signals."type" IS 'symptom or rule';
COMMENT ON COLUMN signals."name" IS 'kind of the symptom, or rule.step';
COMMENT ON COLUMN signals."role" IS 'role of the step; effect for symptoms';
COMMENT ON COLUMN signals."entity" IS 'where';
COMMENT ON COLUMN signals."host" IS 'the host';
COMMENT ON COLUMN signals."service" IS 'the service';
COMMENT ON COLUMN signals."start" IS 'UTC';
COMMENT ON COLUMN signals."end" IS 'UTC; null while it lasts';
COMMENT ON COLUMN signals."value" IS 'the value at its extreme';
COMMENT ON COLUMN signals."baseline" IS 'what would have been normal, or what the rule asks for';
COMMENT ON COLUMN signals."sentence" IS 'in words';
COMMENT ON COLUMN signals."source" IS 'file of the first record';
COMMENT ON COLUMN signals."line" IS 'its line there, from 1';

COMMENT ON VIEW timeline IS 'What happened, in order, on every host, on one clock: errors, symptoms, matches of rules';
COMMENT ON COLUMN timeline."time" IS 'UTC';
COMMENT ON COLUMN timeline."host" IS 'the host';
COMMENT ON COLUMN timeline."service" IS 'the service';
COMMENT ON COLUMN timeline."entity" IS 'where';
COMMENT ON COLUMN timeline."kind" IS 'log, symptom, recovery, or role of the matching step';
COMMENT ON COLUMN timeline."severity" IS 'of a log record, as it was written';
COMMENT ON COLUMN timeline."sentence" IS 'in words';
COMMENT ON COLUMN timeline."source" IS 'file';
COMMENT ON COLUMN timeline."line" IS 'line in it, from 1';

COMMENT ON TABLE measure_shifts IS
'How far each family of metrics (throughput, ...) and each metric of a host was, in an incident, from its normal';
COMMENT ON COLUMN measure_shifts.measure IS 'the family, or the metric';
COMMENT ON COLUMN measure_shifts.since IS 'start of the incident';
COMMENT ON COLUMN measure_shifts.until IS 'end of the incident, or of the data while it lasts';
COMMENT ON COLUMN measure_shifts.host IS 'machine or service that was measured';
COMMENT ON COLUMN measure_shifts.metric IS 'the metric that speaks for the family: the middle one of several';
COMMENT ON COLUMN measure_shifts.unit IS 'UCUM';
COMMENT ON COLUMN measure_shifts.normal IS 'median of the normal time';
COMMENT ON COLUMN measure_shifts.value IS 'median of the incident';
COMMENT ON COLUMN measure_shifts.shift IS
'doublings from normal to value, negative for a fall; less what may be chance';
COMMENT ON COLUMN measure_shifts.score IS
'interquartile ranges of the normal time by which three buckets in a row were away';
COMMENT ON COLUMN measure_shifts.onset IS 'when the first such run began; the start of the incident where none did';
COMMENT ON COLUMN measure_shifts.source IS 'file of the first sample from then on';
COMMENT ON COLUMN measure_shifts.line IS 'its line';

COMMIT;
