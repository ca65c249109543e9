"""How a request can fail: its status and time, the exception that the application logs, what server and proxy say.

Words of psycopg 3.1, PyMySQL 1.0, requests 2.31 and Python 3.11; PostgreSQL 15, MariaDB 10.11; nginx 1.22, Apache 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServerSays:
    """The record that a database server writes of one failed request."""

    level: str
    code: str
    text: str
    more: tuple[tuple[str, str], ...] = ()
    with_statement: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail. ``seconds`` None: as long as a good answer takes.

    ``raised`` and ``raised_mysql`` end the traceback ("": the application writes nothing); {db}, {n}, {table}
    are filled in. ``server`` is PostgreSQL's record of it, ``server_mysql`` that of MySQL's error log. ``proxy``
    is what the proxy does not get: ``refused``, ``timeout``, ``reset``, or "" where the application answered.
    """

    status: int
    seconds: float | None = None
    raised: str = ""
    raised_mysql: str = ""
    at_connect: bool = False
    server: ServerSays | None = None
    server_mysql: ServerSays | None = None
    proxy: str = ""

    def raises(self, *, postgresql: bool) -> str:
        """The end of the traceback."""
        return self.raised if postgresql or not self.raised_mysql else self.raised_mysql

    def said(self, *, postgresql: bool) -> ServerSays | None:
        """The server's record."""
        return self.server if postgresql else self.server_mysql


_LOST = (
    "psycopg.OperationalError: consuming input failed: server closed the connection unexpectedly\n"
    "\tThis probably means the server terminated abnormally\n\tbefore or while processing the request."
)
_REFUSED = (
    'psycopg.OperationalError: connection failed: connection to server at "{db}", port 5432 failed: '
    "Connection refused\n\tIs the server running on that host and accepting TCP/IP connections?"
)
_REFUSED_MYSQL = (
    "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on '{db}' ([Errno 111] Connection refused)\")"
)
_LOST_MYSQL = "pymysql.err.OperationalError: (2013, 'Lost connection to MySQL server during query')"

CRASHED_APP = Failure(502, 0.001, proxy="refused")
GATEWAY_TIMEOUT = Failure(504, 30.0, proxy="timeout")
HARMLESS = Failure(409, raised="", server=ServerSays(
    "ERROR", "23505", 'duplicate key value violates unique constraint "cart_items_cart_id_product_id_key"',
    (("DETAIL", "Key (cart_id, product_id)=({n}, 417) already exists."),), with_statement=True,
))  # fmt: skip

SERVER_LOST = Failure(500, None, _LOST, _LOST_MYSQL)
DATABASE_REFUSES = Failure(500, 0.012, _REFUSED, _REFUSED_MYSQL, at_connect=True)
IN_RECOVERY = Failure(
    500, 0.015,
    'psycopg.OperationalError: connection failed: connection to server at "{db}", port 5432 failed: FATAL:  the '
    "database system is in recovery mode",
    _REFUSED_MYSQL, at_connect=True,
    server=ServerSays("FATAL", "57P03", "the database system is in recovery mode"),
)  # fmt: skip
TOO_MANY = Failure(
    500, 0.02,
    'psycopg.OperationalError: connection failed: connection to server at "{db}", port 5432 failed: FATAL:  sorry, '
    "too many clients already",
    "pymysql.err.OperationalError: (1040, 'Too many connections')", at_connect=True,
    server=ServerSays("FATAL", "53300", "sorry, too many clients already"),
)  # fmt: skip
POOL_EMPTY = Failure(
    503, 10.0,
    "psycopg_pool.PoolTimeout: couldn't get a connection after 10.00 sec",
    "sqlalchemy.exc.TimeoutError: QueuePool limit of size 24 overflow 0 reached, connection timed out, timeout 10.00",
    at_connect=True,
)  # fmt: skip
DISK_FULL = Failure(
    500, None,
    'psycopg.errors.DiskFull: could not extend file "base/16385/24601.12": No space left on device\n'
    "HINT:  Check free disk space.",
    "pymysql.err.OperationalError: (1114, \"The table '{table}' is full\")",
    server=ServerSays(
        "ERROR", "53100", 'could not extend file "base/16385/24601.12": No space left on device',
        (("HINT", "Check free disk space."),), with_statement=True,
    ),
    server_mysql=ServerSays("ERROR", "MY-010907", "The table '{table}' is full!"),
)  # fmt: skip
READ_ONLY = Failure(
    500, None,
    'psycopg.errors.InternalError_: could not open file "base/16385/24601": Read-only file system',
    "pymysql.err.OperationalError: (1030, 'Got error 30 \"Read-only file system\" from storage engine InnoDB')",
    server=ServerSays(
        "ERROR", "58030", 'could not open file "base/16385/24601": Read-only file system', with_statement=True
    ),
)  # fmt: skip
IO_ERROR = Failure(
    500, None,
    'psycopg.errors.IoError: could not read block 48113 in file "base/16385/24617": Input/output error',
    "pymysql.err.InternalError: (1815, 'Internal error: Cannot read page')",
    server=ServerSays(
        "ERROR", "58030", 'could not read block 48113 in file "base/16385/24617": Input/output error',
        with_statement=True,
    ),
    server_mysql=ServerSays("ERROR", "MY-011873", "[FATAL] Tablespace id is 41 in the data dictionary: read failed"),
)  # fmt: skip
DAMAGED = Failure(
    500, None,
    "psycopg.errors.DataCorrupted: invalid page in block 8112 of relation base/16385/24633",
    "pymysql.err.InternalError: (1712, 'Index {table} is corrupted')",
    server=ServerSays(
        "ERROR", "XX001", "invalid page in block 8112 of relation base/16385/24633", with_statement=True
    ),
    server_mysql=ServerSays(
        "ERROR", "MY-011906",
        "Database page corruption on disk or a failed file read of page [page id: space=41, page number=8112]. "
        "You may have to recover from a backup.",
    ),
)  # fmt: skip
NO_MEMORY = Failure(
    500, None,
    "psycopg.errors.OutOfMemory: out of memory\nDETAIL:  Failed on request of size 1048576 in memory context "
    '"ExecutorState".',
    "pymysql.err.OperationalError: (1041, 'Out of memory; check if mysqld or some other process uses all available "
    "memory; if not, you may have to use ulimit')",
    server=ServerSays(
        "ERROR", "53200", "out of memory",
        (("DETAIL", 'Failed on request of size 1048576 in memory context "ExecutorState".'),), with_statement=True,
    ),
    server_mysql=ServerSays("ERROR", "MY-010934", "Out of memory (Needed 1048592 bytes)"),
)  # fmt: skip
DEADLOCK = Failure(
    500, 1.05,
    "psycopg.errors.DeadlockDetected: deadlock detected\nDETAIL:  Process {n} waits for ShareLock on transaction "
    "741833; blocked by process 21877.\nHINT:  See server log for query details.",
    "pymysql.err.OperationalError: (1213, 'Deadlock found when trying to get lock; try restarting transaction')",
    server=ServerSays(
        "ERROR", "40P01", "deadlock detected",
        (
            ("DETAIL", ("Process {n} waits for ShareLock on transaction 741833; blocked by process 21877.\n"
             "Process 21877 waits for ShareLock on transaction 741835; blocked by process {n}.\n"
             "Process {n}: UPDATE products SET stock = stock - 1 WHERE id = 77\n"
             "Process 21877: UPDATE products SET stock = stock - 1 WHERE id = 12")),
            ("HINT", "See server log for query details."),
            ("CONTEXT", 'while updating tuple (118,7) in relation "products"'),
        ),
        with_statement=True,
    ),
)  # fmt: skip
LOCK_TIMEOUT = Failure(
    500, 20.0,
    "psycopg.errors.LockNotAvailable: canceling statement due to lock timeout",
    "pymysql.err.OperationalError: (1205, 'Lock wait timeout exceeded; try restarting transaction')",
    server=ServerSays("ERROR", "55P03", "canceling statement due to lock timeout", with_statement=True),
)  # fmt: skip
STATEMENT_TIMEOUT = Failure(
    500, 0.06,
    "psycopg.errors.QueryCanceled: canceling statement due to statement timeout",
    "pymysql.err.OperationalError: (1969, 'Query execution was interrupted (max_statement_time exceeded)')",
    server=ServerSays("ERROR", "57014", "canceling statement due to statement timeout", with_statement=True),
)  # fmt: skip
WRAPAROUND = Failure(
    500, None,
    "psycopg.errors.ProgramLimitExceeded: database is not accepting commands to avoid wraparound data loss in "
    'database "shop"\nHINT:  Stop the postmaster and vacuum that database in single-user mode.',
    server=ServerSays(
        "ERROR", "54000", 'database is not accepting commands to avoid wraparound data loss in database "shop"',
        (("HINT", ("Stop the postmaster and vacuum that database in single-user mode.\nYou might also need to commit "
          "or roll back old prepared transactions, or drop stale replication slots.")),),
        with_statement=True,
    ),
)  # fmt: skip
PASSWORD = Failure(
    500, 0.02,
    'psycopg.OperationalError: connection failed: connection to server at "{db}", port 5432 failed: FATAL:  password '
    'authentication failed for user "shop"',
    "pymysql.err.OperationalError: (1045, \"Access denied for user 'shop'@'10.0.1.21' (using password: YES)\")",
    at_connect=True,
    server=ServerSays(
        "FATAL", "28P01", 'password authentication failed for user "shop"',
        (("DETAIL", 'Connection matched pg_hba.conf line 97: "host    shop    shop    10.0.1.0/24    scram-sha-256"'),),
    ),
    server_mysql=ServerSays(
        "Warning", "MY-013360", "Access denied for user 'shop'@'10.0.1.21' (using password: YES)"
    ),
)  # fmt: skip
REPLICA_CONFLICT = Failure(
    500,
    None,
    "psycopg.errors.SerializationFailure: canceling statement due to conflict with recovery\n"
    "DETAIL:  User query might have needed to see row versions that must be removed.",
    "shop.replica.StaleRead: db-02 is too far behind, gave up after 4 attempts",
)
NAME_UNKNOWN = Failure(
    500, 5.01,
    'psycopg.OperationalError: could not translate host name "db-01.internal" to address: Temporary failure in name '
    "resolution",
    "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on 'db-01.internal' ([Errno -3] Temporary "
    'failure in name resolution)")',
    at_connect=True,
)  # fmt: skip
NO_ROUTE = Failure(
    500, 3.1,
    'psycopg.OperationalError: connection failed: connection to server at "{db}", port 5432 failed: No route to host\n'
    "\tIs the server running on that host and accepting TCP/IP connections?",
    "pymysql.err.OperationalError: (2003, \"Can't connect to MySQL server on '{db}' ([Errno 113] No route to host)\")",
    at_connect=True,
)  # fmt: skip
_PAY = "HTTPSConnectionPool(host='api.pay.example', port=443)"
CERTIFICATE_EXPIRED = Failure(
    500, 0.18,
    f"requests.exceptions.SSLError: {_PAY}: Max retries exceeded with url: /v2/charges (Caused by SSLError("
    "SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired "
    "(_ssl.c:992)')))",
)  # fmt: skip
PAYMENT_TIMEOUT = Failure(502, 10.0, f"requests.exceptions.ReadTimeout: {_PAY}: Read timed out. (read timeout=10)")
TOKEN_EARLY = Failure(500, 0.006, "jwt.exceptions.ImmatureSignatureError: The token is not yet valid (iat)")
NO_FILES = Failure(500, 0.004, "OSError: [Errno 24] Too many open files: '/srv/shop/templates/{table}.html'")
NO_SESSION_FILE = Failure(500, 0.006, "OSError: [Errno 28] No space left on device: '/srv/shop/sessions/sess_{n}'")
NEW_BUG = Failure(500, 0.009, "TypeError: unsupported operand type(s) for -: 'NoneType' and 'Decimal'")
NEW_KEY = Failure(500, 0.007, "KeyError: 'delivery_window'")
NEW_COLUMN = Failure(
    500, None,
    "psycopg.errors.UndefinedColumn: column p.eco_label does not exist\nLINE 1: SELECT p.id, p.eco_label FROM",
    "pymysql.err.OperationalError: (1054, \"Unknown column 'p.eco_label' in 'field list'\")",
    server=ServerSays("ERROR", "42703", "column p.eco_label does not exist at character 14", with_statement=True),
)  # fmt: skip
