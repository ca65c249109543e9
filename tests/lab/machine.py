"""The machine's metrics while a recording runs: sysstat, vmstat and iostat, and what Prometheus would have scraped."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from tests.lab.database import Database, Sample
from tests.lab.processes import Process, Processes, end
from tests.lab.site import Site

EVERY = 5
SADC = Path("/usr/lib/sysstat/sadc")
PARTS = ("-u", "-b", "-r", "-q", "-d", "-n", "DEV", "-F", "-w")
MEMORY = ("MemTotal", "MemFree", "MemAvailable", "Cached")
MODES = ("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal")
CSV_PARTS = {"cpu": ("-u",), "fs": ("-F",), "mem": ("-r",), "load": ("-q",), "disk": ("-d", "-p")}
EXPORTS = ("sadf-json", "sadf-csv", "sar", "vmstat", "iostat", "pidstat", "prometheus")


class Machine:
    """Samples the host that plays ``role`` until it is stopped, then exports what the site keeps."""

    def __init__(
        self, processes: Processes, site: Site, folder: Path, *, database: Database, role: str, volumes: Iterable[Path]
    ) -> None:
        """Nothing is sampled yet."""
        self.processes, self.site, self.folder = processes, site, folder
        self.database, self.host, self.volumes = database, site.name(role), tuple(volumes)
        self.zone = site.zone_of(role)
        self.series: dict[str, tuple[dict[str, str], list[tuple[float, str]]]] = {}
        self._stop = threading.Event()
        self._samplers: list[Process] = []
        self._scraper = threading.Thread(target=self._scrape)

    def start(self) -> None:
        """Start the samplers."""
        commands = {
            "sa": [str(SADC), "-F", "-L", "-S", "XALL", str(EVERY), str(self.folder / "sa")],
            "vmstat.txt": ["vmstat", "-t", "-w", str(EVERY)],
            "iostat.txt": ["iostat", "-x", "-t", str(EVERY)],
            "pidstat.txt": ["pidstat", "-u", "-d", str(2 * EVERY)],
        }
        for output, command in commands.items():
            printed = self.folder / output if output != "sa" else None
            process = self.processes.start(command, output=printed, host=self.host, TZ=self.zone)
            self._samplers.append(process)
        self._scraper.start()

    def stop(self) -> None:
        """Stop them, if they run."""
        self._stop.set()
        if self._scraper.is_alive():
            self._scraper.join()
        for process in self._samplers:
            end(process, seconds=3)

    def export(self, target: Path) -> None:
        """Write the forms that the site keeps into the folder ``target``."""
        target.mkdir()
        for form in self.site.metrics:
            if form == "prometheus":
                answer = {"status": "success", "data": {"resultType": "matrix", "result": self._matrix()}}
                (target / "query_range.json").write_text(json.dumps(answer), encoding="utf-8")
            elif form == "sadf-csv":
                for part, options in CSV_PARTS.items():
                    self._sysstat("sadf", "-d", *options, into=target / f"{self.host}-{part}.csv")
            elif form == "sadf-json":
                self._sysstat("sadf", "-j", *PARTS, into=target / f"{self.host}.sadf.json")
            elif form == "sar":
                self._sysstat("sar", *PARTS, into=target / f"{self.host}.sar.txt")
            else:
                text = (self.folder / f"{form}.txt").read_text(encoding="utf-8")
                (target / f"{form}-{self.host}.txt").write_text(text, encoding="utf-8")

    def _sysstat(self, program: str, *options: str, into: Path) -> None:
        sa = str(self.folder / "sa")
        command = [program, *options, "-f", sa] if program == "sar" else _sadf(options, sa)
        into.write_text(self.processes.run(command, TZ=self.zone), encoding="utf-8")

    def _scrape(self) -> None:
        while not self._stop.wait(EVERY - time.time() % EVERY):
            now = round(time.time(), 3)
            for metric, labels, value in self._node():
                self._add(now, metric, labels | {"instance": f"{self.host}:9100", "job": "node"}, value)
            instance = {"instance": f"{self.site.db}:{self.database.exporter_port}", "job": self.database.job}
            with suppress(OSError, ValueError, TimeoutError):
                for metric, labels, value in self.database.samples():
                    self._add(now, metric, labels | instance, value)

    def _add(self, now: float, metric: str, labels: dict[str, str], value: float) -> None:
        whole = {"__name__": metric} | labels
        self.series.setdefault(json.dumps(whole, sort_keys=True), (whole, []))[1].append((now, f"{value:.10g}"))

    def _matrix(self) -> list[dict[str, object]]:
        return [{"metric": labels, "values": values} for labels, values in self.series.values()]

    def _node(self) -> Iterable[Sample]:
        for volume in (*self.volumes, Path("/")):
            here = {"fstype": "ext4", "mountpoint": str(volume)}
            found = os.statvfs(volume)
            yield "node_filesystem_avail_bytes", here, float(found.f_bavail * found.f_frsize)
            yield "node_filesystem_size_bytes", here, float(found.f_blocks * found.f_frsize)
            yield "node_filesystem_files_free", here, float(found.f_ffree)
            yield "node_filesystem_files", here, float(found.f_files)
        yield "node_load1", {}, os.getloadavg()[0]
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            name, rest = line.split(":")
            if name in MEMORY:
                yield f"node_memory_{name}_bytes", {}, float(rest.split()[0]) * 1024
        ticks = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0].split()[1:]
        for mode, count in zip(MODES, ticks, strict=False):
            yield "node_cpu_seconds_total", {"mode": mode}, float(count) / os.sysconf("SC_CLK_TCK")


def _sadf(options: Iterable[str], sa: str) -> list[str]:
    how, *parts = options
    return ["sadf", how, "-T", sa, "--", *parts]
