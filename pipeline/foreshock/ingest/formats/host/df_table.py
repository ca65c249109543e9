"""The table that df prints: columns by their headings, sizes in blocks or with a suffix, and what they measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from foreshock.ingest.formats.parts.measurements import PERCENT, Measure

# Of GNU, the BSDs, AIX ("Free", "%Used") and Solaris ("avail", "capacity"), in small letters.
_HEADINGS = {
    "filesystem": "filesystem", "type": "type", "size": "size", "used": "used", "available": "free", "avail": "free",
    "free": "free", "use%": "use", "capacity": "use", "%used": "use", "inodes": "inodes", "iused": "inodes_used",
    "ifree": "inodes_free", "iuse%": "inodes_use", "%iused": "inodes_use", "file": "file",
}  # fmt: skip
_BLOCKS = re.compile(r"(\d{1,12})([kKMGTPE]?)(B?)-blocks$")
_BLOCK_WORDS = {"MB blocks": "1M-blocks", "GB blocks": "1G-blocks", "kbytes": "1K-blocks"}  # AIX -m and -g, Solaris
# A header in another language: three columns at least before the share, the only word with a percent sign, and no
# figure but that of the blocks ("1K-Blöcke", "blocs de 1K").
_TRANSLATED = re.compile(r"(?P<head>[^\W\d](?:[^\d%/]|\b\d{1,4}[KMG]?\b){8,}) [^\W\d]*[^\W\d]\.?% +[^\W\d][^\d%/]+$")
_UNITS = re.compile(r"\b(\d{1,4})([KMG]?)(?:B|iB)?\b")
_INODES = re.compile(r"\b(?:i-?node|inœud|nodos-i|nós-i|i-węz|индексн|i 节点)|\binod", re.IGNORECASE)
_TYPES = {"typ", "type", "tipo", "tyyppi", "típus", "тип", "类型", "タイプ"}
_SIZE = re.compile(r"(\d+(?:[.,]\d+)?)(?:([KMGTPEZY]?)(i?)(B?)|Bi)$", re.IGNORECASE)
_THOUSAND = re.compile(r"\d(?:[.,]\d+)?k$")
_PERCENT = re.compile(r"(\d+)%$")
_SUFFIXES = " KMGTPEZY"
_SIZES = {
    "used": Measure("system.filesystem.usage", "By", labels=(("state", "used"),)),
    "free": Measure("system.filesystem.usage", "By", labels=(("state", "free"),)),
    "size": Measure("system.filesystem.limit", "By"),
}
_COUNTS = {
    "inodes_used": Measure("system.filesystem.inodes.usage", "{inode}", labels=(("state", "used"),)),
    "inodes_free": Measure("system.filesystem.inodes.usage", "{inode}", labels=(("state", "free"),)),
}
_SHARES = {
    "use": Measure("system.filesystem.utilization", "1"),
    "inodes_use": Measure("system.filesystem.inodes.utilization", "1"),
}
_WORDS = {"filesystem", "type", "mountpoint", "file"}
_COUNTED = ("size", "used", "free", "inodes", "inodes_used", "inodes_free")


@dataclass(frozen=True, slots=True)
class DfTable:
    """What the columns are; ``block`` is the bytes that a size without suffix counts, ``kilo`` what a K is."""

    columns: tuple[str, ...]
    block: int
    kilo: int = 1024

    @classmethod
    def of(cls, text: str, kilo: int = 1024) -> DfTable | None:
        """The table that a header line announces; None when the line is no header of df."""
        table = cls._announced(text)
        return table and replace(table, kilo=kilo)

    @classmethod
    def _announced(cls, text: str) -> DfTable | None:
        for words_of, heading in _BLOCK_WORDS.items():
            text = text.replace(words_of, heading)
        words = text.split()
        if words[:1] != ["Filesystem"] or words[-2:] != ["Mounted", "on"]:
            return cls._translated(text)
        columns: list[str] = []
        block = 1
        for word in words[:-2]:
            blocks = _BLOCKS.match(word)
            if blocks:
                block = int(blocks[1]) * _factor(blocks[2], 1000 if blocks[2] and blocks[3] else 1024)
                columns.append("size")
            elif word.lower() in _HEADINGS:
                columns.append(_HEADINGS[word.lower()])
            else:
                return None
        return cls((*columns, "mountpoint"), block)

    @classmethod
    def _translated(cls, text: str) -> DfTable | None:
        """The same for GNU df in another language, which keeps the order of the columns and a word for the share."""
        match = _TRANSLATED.match(text) if text.count("%") == 1 else None
        if match is None:
            return None
        types = ("type",) if _TYPES & set(match["head"].lower().split()) else ()
        if _INODES.search(match["head"]):
            return cls(("filesystem", *types, "inodes", "inodes_used", "inodes_free", "inodes_use", "mountpoint"), 1)
        unit = _UNITS.search(match["head"])
        block = int(unit[1]) * _factor(unit[2], 1024) if unit else 1
        return cls(("filesystem", *types, "size", "used", "free", "use", "mountpoint"), block)

    def row(self, text: str) -> Mapping[str, str] | None:
        """The texts of one filesystem by column; None when the line is no row of this table.

        Read from the first percentage backwards, so that a device name or mount point may hold blanks.
        """
        percent = next((at for at, name in enumerate(self.columns) if name in {"use", "inodes_use"}), None)
        words = text.split()
        if percent is None or len(words) < len(self.columns):
            return None
        for at in range(percent, len(words) - (len(self.columns) - percent) + 1):
            extra = at - percent
            values = words[1 + extra : len(self.columns) - 1 + extra]
            fields = dict(zip(self.columns[1:-1], values, strict=True))
            if all(_is_value(name, value) for name, value in fields.items()):
                mountpoint = " ".join(words[len(self.columns) - 1 + extra :])
                return {"filesystem": " ".join(words[: 1 + extra]), **fields, "mountpoint": mountpoint}
        return None

    def size(self, text: str) -> float | None:
        """Bytes of a size; None for "-"."""
        match = _SIZE.match(text)
        return self._scaled(match, self.block) if match else None

    def count(self, text: str) -> float | None:
        """A number of inodes; None for "-"."""
        match = _SIZE.match(text)
        return self._scaled(match, 1) if match else None

    def _scaled(self, match: re.Match[str], block: int) -> float:
        # GNU writes GiB and macOS Gi for powers of 1024, GNU GB for powers of 1000; G is of the kind of the file.
        kilo = 1024 if match[3] else 1000 if match[4] else self.kilo
        return float(match[1].replace(",", ".")) * (_factor(match[2], kilo) if match[2] else block)

    def in_thousands(self, row: Mapping[str, str]) -> bool:
        """Whether a row was counted in thousands (-H, --si): of these df writes k, of powers of 1024 K."""
        return any(_THOUSAND.search(row.get(column, "")) for column in _COUNTED)


def figures(table: DfTable, row: Mapping[str, str]) -> Iterator[tuple[Measure, float]]:
    """What a row states: each measure with its value."""
    for column, measure in _SIZES.items():
        if (size := table.size(row.get(column, "-"))) is not None:
            yield measure, size
    for column, measure in _COUNTS.items():
        if (count := table.count(row.get(column, "-"))) is not None:
            yield measure, count
    for column, measure in _SHARES.items():
        if share := _PERCENT.match(row.get(column, "-")):
            yield measure, float(share[1]) * PERCENT  # as printed: df rounds it up to a whole one


def _is_value(name: str, text: str) -> bool:
    if name in _WORDS:
        return True
    pattern = _PERCENT if name in {"use", "inodes_use"} else _SIZE
    return text == "-" or pattern.match(text) is not None


def _factor(suffix: str, kilo: int) -> int:
    return kilo ** _SUFFIXES.index(suffix.upper()) if suffix else 1
