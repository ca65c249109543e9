"""What ``aws cloudwatch`` of AWS CLI 2 prints."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_DATA = Sample(
    program="AWS CLI 2.12, cloudwatch get-metric-data",
    text=(
        "{\n"
        '    "MetricDataResults": [\n'
        "        {\n"
        '            "Id": "m1",\n'
        '            "Label": "FreeStorageSpace",\n'
        '            "Timestamps": [\n'
        '                "2023-07-11T01:05:00+00:00",\n'
        '                "2023-07-11T01:00:00+00:00"\n'
        "            ],\n"
        '            "Values": [\n'
        "                0.0,\n"
        "                1048576.0\n"
        "            ],\n"
        '            "StatusCode": "Complete"\n'
        "        }\n"
        "    ],\n"
        '    "Messages": []\n'
        "}\n"
    ),
    rows=(
        {"line": 3, "time": "2023-07-11T01:05:00Z", "metric": "system.filesystem.usage", "value": 0.0, "unit": "By",
         "labels": {"id": "m1", "state": "free"}},
        {"line": 3, "time": "2023-07-11T01:00:00Z", "metric": "system.filesystem.usage", "value": 1048576.0},
    ),
)  # fmt: skip
_STATISTICS = Sample(
    program="AWS CLI 2.12, cloudwatch get-metric-statistics",
    text=(
        "{\n"
        '    "Label": "CPUUtilization",\n'
        '    "Datapoints": [\n'
        "        {\n"
        '            "Timestamp": "2023-07-11T01:00:00+00:00",\n'
        '            "Average": 99.5,\n'
        '            "Maximum": 100.0,\n'
        '            "Unit": "Percent"\n'
        "        }\n"
        "    ]\n"
        "}\n"
    ),
    rows=(
        {"line": 4, "time": "2023-07-11T01:00:00Z", "metric": "CPUUtilization", "value": 0.995, "unit": "1",
         "labels": {"statistic": "average"}},
        {"line": 4, "metric": "CPUUtilization", "value": 1.0, "labels": {"statistic": "maximum"}},
    ),
)  # fmt: skip

SAMPLES = (_DATA, _STATISTICS)
