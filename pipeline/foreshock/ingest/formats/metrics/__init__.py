"""Metrics as monitoring systems export them: Prometheus, InfluxDB, collectd, CloudWatch, OTLP, CSV."""
