"""Lines of RFC 5424."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

_IETF = Sample(
    program="rsyslogd 8.2302.0 (RSYSLOG_SyslogProtocol23Format)",
    text=(
        '<165>1 2023-07-10T20:00:01.003-05:00 db-01.shop.internal app 8710 ID47 [origin@32473 ip="10.0.0.5" '
        'q="a \\"b\\" \\] \\\\"][empty] \ufeffdisk nearly full\n'
        "<34>1 2016-12-31T23:59:60Z web-01 su - - - 'su root' failed for lonvick on /dev/pts/8\n"
    ),
    rows=(
        {
            "line": 1,
            "time": "2023-07-11T01:00:01.003000Z",
            "host": "db-01.shop.internal",
            "service": "app",
            "pid": 8710,
            "severity_text": "notice",
            "severity_number": 10,
            "body": "disk nearly full",
            "attributes": {
                "facility": "local4",
                "priority": "165",
                "facility_code": "20",
                "severity_code": "5",
                "version": "1",
                "msgid": "ID47",
                "origin@32473.ip": "10.0.0.5",
                "origin@32473.q": 'a "b" ] \\',
                "empty": "",
            },
        },
        {
            "line": 2,
            "time": "2017-01-01T00:00:00Z",
            "service": "su",
            "pid": None,
            "severity_text": "crit",
            "body": "'su root' failed for lonvick on /dev/pts/8",
            "attributes": {
                "facility": "auth",
                "priority": "34",
                "facility_code": "4",
                "severity_code": "2",
                "version": "1",
            },
        },
    ),
)

_COUNTED = Sample(
    program="Telegraf 1.30 (messages of its octet counting tests, as they cross the wire)",
    text="28 <1>3 - - - - - - hello\nworld16 <1>2 - - - - - -17 <4>11 - - - - - -\n",
    rows=(
        {"line": 1, "time": None, "severity_text": "alert", "body": "hello\nworld"},
        {"line": 2, "severity_text": "alert", "body": ""},
        {"line": 2, "severity_text": "warning", "body": ""},
    ),
)

_DATALESS = Sample(
    program="composed after RFC 5424, section 6.5, without the structured data",
    text=(
        "<34>1 2003-10-11T22:14:15.003Z host app - ID47 message without data\n"
        "<34>1 2003-10-11T22:14:16.003Z host app 12 ID47 another\n"
    ),
    rows=(
        {"line": 1, "time": "2003-10-11T22:14:15.003Z", "service": "app", "pid": None, "body": "message without data"},
        {"line": 2, "service": "app", "pid": 12, "severity_text": "crit", "body": "another"},
    ),
)

IETF_SAMPLES = (_IETF, _COUNTED, _DATALESS)
