"""What stands before the shop: nginx, or HAProxy that logs to syslog."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from pathlib import Path

from tests.lab.processes import Process, Processes, listens, until
from tests.lab.site import ADDRESSES, Site

COMBINED = (
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"'
)
FORMS = {
    "combined": COMBINED,
    "timed": f"{COMBINED} $request_time $upstream_response_time",
    "keyed": f'{COMBINED} rt=$request_time urt="$upstream_response_time" ua="$upstream_addr"',
    "pairs": (
        'time=$time_iso8601 client=$remote_addr method=$request_method uri="$request_uri" status=$status '
        "bytes=$body_bytes_sent request_time=$request_time upstream=$upstream_addr "
        'upstream_time=$upstream_response_time ua="$http_user_agent"'
    ),
    "json": (
        '{"time":"$time_iso8601","remote_addr":"$remote_addr","request":"$request","status":$status,'
        '"body_bytes_sent":$body_bytes_sent,"request_time":$request_time,'
        '"upstream_response_time":"$upstream_response_time","upstream_addr":"$upstream_addr",'
        '"http_user_agent":"$http_user_agent"}'
    ),
}
NGINX = """
user www-data;
worker_processes 2;
worker_rlimit_nofile {files};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
  log_format lab {escape} '{form}';
  access_log {folder}/access.log lab;
  set_real_ip_from 127.0.0.0/8;
  real_ip_header X-Forwarded-For;
  client_header_timeout {patience};
  keepalive_timeout 0;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  {crowd}
  upstream shop {{ server {app}:{port} max_fails=0; }}
  server {{
    listen {web}:80 backlog=511;
    server_name shop.example;
    location /static/ {{ return 200 'body'; }}
    location / {{
      {limit}
      proxy_pass http://shop;
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $remote_addr;
      proxy_connect_timeout 3s;
      proxy_read_timeout {reading};
    }}
  }}
}}
"""
HAPROXY = """
global
  log 127.0.0.1:514 local0
  maxconn 400
defaults
  mode http
  log global
  option httplog
  option dontlognull
  timeout connect 3s
  timeout client 30s
  timeout server 15s
  retries 1
frontend shop-in
  bind {web}:80
  http-request set-src hdr(X-Forwarded-For)
  default_backend shop
backend shop
  option httpchk GET /static/health
  http-check expect status 404
  default-server check inter 2s fall 2 rise 2
  server app1 {app}:8000 maxconn 60
"""


class Nginx:
    """nginx 1.22; ``files`` is how many files a worker may open, ``reading`` how long it waits for the shop."""

    def __init__(
        self,
        processes: Processes,
        site: Site,
        folder: Path,
        *,
        files: int = 1024,
        reading: str = "15s",
        patience: str = "20s",
    ) -> None:
        """Nothing runs yet."""
        self.processes, self.folder, self.zone = processes, folder, site.zone_of("web")
        self.words = {"files": files, "reading": reading, "patience": patience, "port": 8000} | ADDRESSES
        self.words |= {"crowd": "", "limit": ""}
        self.words |= {"form": FORMS[site.access], "escape": "escape=json" if site.access == "json" else ""}
        self.process: Process | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        self.configure()
        self.process = self.processes.start(
            ["nginx", "-c", str(self.conf), "-g", "daemon off;"], output=self.folder / "out", TZ=self.zone
        )
        until("nginx", lambda: listens(ADDRESSES["web"], 80))

    def configure(self, **words: str) -> None:
        """Write the configuration, with other words than before if given."""
        self.words |= words
        self.conf = self.folder / "nginx.conf"
        self.conf.write_text(NGINX.format(folder=self.folder, **self.words), encoding="utf-8")

    def reload(self) -> None:
        """Let it read its configuration anew."""
        self.processes.run(["nginx", "-c", str(self.conf), "-s", "reload"])

    def logs(self) -> dict[str, Path]:
        """The two logs."""
        return {"access.log": self.folder / "access.log", "error.log": self.folder / "error.log"}


class HAProxy:
    """HAProxy 2.6; what it says to syslog is kept as rsyslog would write it."""

    def __init__(self, processes: Processes, site: Site, folder: Path, *, stamp: Callable[[], str]) -> None:
        """Nothing runs yet; ``stamp`` tells time and host as the host's syslog writes them."""
        self.processes, self.site, self.folder, self.stamp = processes, site, folder, stamp
        self.process: Process | None = None

    def start(self) -> None:
        """Start it and wait until it listens."""
        receiver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        receiver.bind(("127.0.0.1", 514))
        threading.Thread(target=self._receive, args=(receiver,), daemon=True).start()
        conf = self.folder / "haproxy.cfg"
        conf.write_text(HAPROXY.format(**ADDRESSES), encoding="utf-8")
        self.process = self.processes.start(["haproxy", "-db", "-f", str(conf)], output=self.folder / "out")
        until("HAProxy", lambda: listens(ADDRESSES["web"], 80))

    def _receive(self, receiver: socket.socket) -> None:
        with (self.folder / "haproxy.log").open("a", encoding="utf-8") as out:
            while True:
                message = receiver.recv(65536).decode("utf-8", "replace")
                content = message[message.index("haproxy[") :].rstrip("\n")
                out.write(f"{self.stamp()} {content}\n")
                out.flush()

    def logs(self) -> dict[str, Path]:
        """The one log."""
        return {"haproxy.log": self.folder / "haproxy.log"}


Front = Nginx | HAProxy
