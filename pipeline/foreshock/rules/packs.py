"""Where rule packs are found, and loading them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from foreshock.rules.exceptions import RulePackError, UnknownRuleError
from foreshock.rules.model import Rule, RulePack, RuleSet
from foreshock.yamldoc import Document, Fault


def builtin_packs() -> Path:
    """The folder of the packs that come with Foreshock: in the wheel, or at the root of a source checkout."""
    package = Path(str(resources.files("foreshock")))
    installed = package / "packs"
    return installed if installed.is_dir() else package.parents[1] / "rules"


def pack_files(directories: Sequence[Path]) -> list[Path]:
    """The packs in these folders, in the order of their names; their tests lie one folder deeper.

    A file stands for itself.
    """
    return [path for place in directories for path in ([place] if place.is_file() else sorted(place.glob("*.yaml")))]


def read_packs(directories: Sequence[Path]) -> tuple[list[RulePack], list[Fault], str]:
    """The packs that could be built, everything that is wrong with the others, and the digest of all bytes."""
    packs: list[RulePack] = []
    faults: list[Fault] = []
    digest = hashlib.sha256()
    for path in pack_files(directories):
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
        document = Document(raw.decode("utf-8", errors="replace"), path)
        pack = document.build(RulePack)
        faults.extend(document.faults)
        if pack is not None:
            packs.append(pack)
    return packs, faults + _repeated(packs), digest.hexdigest()


def load(extra: Sequence[Path] = (), *, builtin: bool = True) -> RuleSet:
    """All rules of the packs that come with Foreshock and of ``extra`` folders or files.

    Raises RulePackError with every fault of every pack, each with its file and line.
    """
    missing = [path for path in extra if not path.exists()]
    if missing:
        raise RulePackError(
            [Fault(str(path), "there is no such folder of rule packs, and no such pack") for path in missing]
        )
    packs, faults, digest = read_packs([*([builtin_packs()] if builtin else []), *extra])
    if not packs and not faults:
        faults = [Fault(str(path), "there is no rule pack (*.yaml) in this folder") for path in extra]
    if faults:
        raise RulePackError(faults)
    return RuleSet(tuple(packs), digest)


def find_rule(ruleset: RuleSet, name: str) -> Rule:
    """The rule with this id; UnknownRuleError names the ones there are."""
    for rule in ruleset.rules:
        if rule.id == name:
            return rule
    problem = "there is no rule with this id"
    raise UnknownRuleError(
        problem, value=name, valid=[rule.id for rule in ruleset.rules], try_next="foreshock rules list"
    )


def _repeated(packs: Sequence[RulePack]) -> list[Fault]:
    """A fault for each rule id that an earlier rule has already."""
    seen: dict[str, str] = {}
    faults = list[Fault]()
    for rule in (rule for pack in packs for rule in pack.rules):
        if rule.id in seen:
            faults.append(Fault(rule.where, f"the id {rule.id!r} is taken by {seen[rule.id]}"))
        seen.setdefault(rule.id, rule.where)
    return faults
