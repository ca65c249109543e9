"""What the Configuration Manager's client writes, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLE = Sample(
    program="Configuration Manager client 2203 (CcmExec.log), five hours west of UTC",
    text="""\
<![LOG[Successfully raised event.]LOG]!><time="15:00:01.123+300" date="07-10-2023" component="CcmExec" context="" type="1" thread="4711" file="event.cpp:405">
<![LOG[Failed to connect to the
database. Error 0x80004005]LOG]!><time="15:00:02.5+300" date="7-10-2023" component="SMS_SQL" context="SHOP\\ann" type="3" thread="4712" file="sql.cpp:12">
""",
    rows=(
        {"line": 1, "time": "2023-07-10T20:00:01.123Z", "service": "CcmExec", "severity_text": "info",
         "severity_number": 9, "body": "Successfully raised event.",
         "attributes": {"thread": "4711", "file": "event.cpp:405"}},
        {"line": 2, "time": "2023-07-10T20:00:02.5Z", "service": "SMS_SQL", "severity_number": 17, "user": "SHOP\\ann",
         "body": "Failed to connect to the\ndatabase. Error 0x80004005"},
    ),
)  # fmt: skip
