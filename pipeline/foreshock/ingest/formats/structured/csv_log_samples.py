"""What programs export as CSV, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="Get-WinEvent | Export-Csv, PowerShell 5.1 on Windows Server 2019",
        text=(
            "#TYPE Selected.System.Diagnostics.Eventing.Reader.EventLogRecord\n"
            '"TimeCreated","ProviderName","LevelDisplayName","Message"\n'
            '"10/22/2018 4:13:27 AM","docker","Information","peerAdd: notifying HNS, again"\n'
            '"10/22/2018 4:14:13 PM","docker","Error","fatal task error:\nThere is not enough space on the disk."\n'
        ),
        rows=(
            {"line": 3, "time": "2018-10-22T04:13:27Z", "service": "docker", "body": "peerAdd: notifying HNS, again"},
            {"line": 4, "time": "2018-10-22T16:14:13Z", "severity_text": "Error", "severity_number": 17,
             "body": "fatal task error:\nThere is not enough space on the disk."},
        ),
    ),
    Sample(
        program="Exchange Server 2016, SMTP receive protocol log",
        text=(
            "#Software: Microsoft Exchange Server\n"
            "#Version: 15.0.0.0\n"
            "#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data\n"
            "2023-02-24T11:00:01.123Z,EX\\Default,08DB,1,10.0.0.1:25,10.0.0.9:1234,<,AUTH LOGIN\n"
            '2023-02-24T11:00:02.123Z,EX\\Default,08DB,2,10.0.0.1:25,10.0.0.9:1234,*,"authentication failed, code 5"\n'
        ),
        rows=(
            {"line": 4, "time": "2023-02-24T11:00:01.123Z", "client": "10.0.0.9:1234", "body": "AUTH LOGIN"},
            {"line": 5, "body": "authentication failed, code 5"},
        ),
    ),
)  # fmt: skip
