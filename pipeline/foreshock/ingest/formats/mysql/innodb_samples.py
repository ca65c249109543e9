"""What InnoDB's monitor prints, with what it parses to."""

from __future__ import annotations

from foreshock.ingest.formats.base import Sample

SAMPLES: tuple[Sample, ...] = (
    Sample(
        program="MySQL 8.0, SHOW ENGINE INNODB STATUS\\G (some of its lines)",
        text="""\
*************************** 1. row ***************************
  Type: InnoDB
  Name:
Status:
=====================================
2023-07-10 20:00:01 140123456789 INNODB MONITOR OUTPUT
=====================================
Per second averages calculated from the last 20 seconds
------------------------
LATEST DETECTED DEADLOCK
------------------------
2023-07-10 19:59:01 140123456700
*** (1) TRANSACTION:
TRANSACTION 1234, ACTIVE 3 sec starting index read
------------
TRANSACTIONS
------------
Trx id counter 12345
History list length 4711
---TRANSACTION 421, not started
0 lock struct(s), heap size 1128, 0 row lock(s)
---TRANSACTION 12343, ACTIVE 61 sec starting index read
LOCK WAIT 2 lock struct(s), heap size 1128, 1 row lock(s)
MySQL thread id 8, OS thread handle 140, query id 77 10.0.0.21 app updating
update orders set a=1
------- TRX HAS BEEN WAITING 31 SEC FOR THIS LOCK TO BE GRANTED:
--------
FILE I/O
--------
0.00 reads/s, 0 avg bytes/read, 12.50 writes/s, 3.00 fsyncs/s
----------------------
BUFFER POOL AND MEMORY
----------------------
Free buffers       1024
----------------------------
END OF INNODB MONITOR OUTPUT
============================
""",
        rows=(
            {"line": 19, "time": "2023-07-10T20:00:01Z", "metric": "mysql.innodb.history_list_length", "value": 4711.0},
            {"line": 30, "metric": "mysql.innodb.file_reads_per_second", "value": 0.0},
            {"line": 30, "metric": "mysql.innodb.file_writes_per_second", "value": 12.5},
            {"line": 30, "metric": "mysql.innodb.fsyncs_per_second", "value": 3.0},
            {"line": 34, "metric": "mysql.innodb.buffer_pool_free_pages", "value": 1024.0},
            {"line": 36, "metric": "mysql.innodb.transactions", "labels": {"state": "active"}, "value": 1.0},
            {"line": 36, "metric": "mysql.innodb.transactions", "labels": {"state": "waiting"}, "value": 1.0},
            {"line": 36, "time": "2023-07-10T20:00:01Z", "metric": "mysql.innodb.oldest_transaction", "value": 61.0,
             "unit": "s"},
        ),
    ),
)  # fmt: skip
