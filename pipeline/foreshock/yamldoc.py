"""YAML documents to frozen dataclasses: every fault is collected, and each one knows its file and line."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml
from rapidfuzz import process

T = TypeVar("T")

# The name of the field that is filled with file:line instead of being read from the document.
WHERE = "where"

# How alike an unknown name must be to a known one (0 to 100) to be offered as the one that was meant.
NEAR = 60
# No text with fewer brackets and shorter lines than this can nest deeply enough to matter.
DEEPEST = 1000


def doc(text: str, **default: Any) -> Any:
    """A dataclass's field with its documentation, which JSON Schemas and the pages about formats and rules show."""
    return dataclasses.field(metadata={"doc": text}, **default)


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong in a file: ``where`` is ``file:line``, ``problem`` a sentence with what is valid."""

    where: str
    problem: str

    def __str__(self) -> str:
        """One line for a terminal, in the form that editors jump to."""
        return f"{self.where}: {self.problem}"


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """How a value of a type is written, where it is not plain: ``Annotated[float, Written(parse_duration, ...)]``.

    ``convert`` takes the text and raises ValueError for what it is not; ``what`` says what was expected, and with
    ``explains`` the error says more.
    """

    convert: Callable[[str], object]
    what: str
    explains: bool = False


class Unbuilt:
    """Stands for a value that could not be built; the fault that says why has been recorded."""


UNBUILT = Unbuilt()


def did_you_mean(name: str, valid: Sequence[str]) -> str:
    """``; did you mean 'severity'?``, or what is valid where nothing comes near."""
    near = process.extractOne(name, valid, score_cutoff=NEAR)
    return f"; did you mean {near[0]!r}?" if near else f"; valid: {', '.join(valid)}"


def yaml_name(field: str) -> str:
    """The key of a field in YAML: ``for_`` is written ``for``, because Python keeps that word for itself."""
    return field.rstrip("_")


def _loader_for(text: str) -> type[yaml.SafeLoader]:
    """Libyaml's loader, ten times as fast, for texts that cannot nest deeply; it would crash on those that do."""
    shallow = text.count("[") + text.count("{") < DEEPEST and max(map(len, text.splitlines()), default=0) < DEEPEST
    fast: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return fast if shallow else yaml.SafeLoader


@cache
def _hints_of(model: type) -> Mapping[str, Any]:
    return get_type_hints(model, include_extras=True)


class Document:
    """One YAML file being read. ``build`` returns objects and adds what is wrong to ``faults``."""

    def __init__(self, text: str, path: Path | str) -> None:
        """Parse the YAML itself; a syntax error becomes the only fault."""
        self.path = str(path)
        self.faults: list[Fault] = []
        self.root: yaml.Node | None = None
        try:
            self.root = yaml.compose(text, Loader=_loader_for(text))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self.faults.append(Fault(f"{self.path}:{line}", f"not valid YAML: {error.problem}"))
        except (yaml.YAMLError, RecursionError) as error:
            self.faults.append(Fault(f"{self.path}:1", f"not valid YAML: {str(error) or 'nested too deeply'}"))
        else:
            if self.root is None:
                self.faults.append(Fault(f"{self.path}:1", "the file is empty"))

    def build(self, model: type[T]) -> T | None:
        """The document as ``model``, or None when ``faults`` says why not."""
        if self.root is None:
            return None
        built = self._value(self.root, model)
        return None if self.faults or isinstance(built, Unbuilt) else built

    def _where(self, node: yaml.Node) -> str:
        return f"{self.path}:{node.start_mark.line + 1}"

    def _fault(self, node: yaml.Node, problem: str) -> Unbuilt:
        self.faults.append(Fault(self._where(node), problem))
        return UNBUILT

    def _value(self, node: yaml.Node, hint: Any) -> Any:
        """A value of the hinted type; the types are those that the model's dataclasses use."""
        origin = get_origin(hint)
        if origin in {types.UnionType, Union}:
            return self._value(node, next(arg for arg in get_args(hint) if arg is not types.NoneType))
        if origin is Literal:
            return self._choice(node, [str(choice) for choice in get_args(hint)])
        if origin is tuple:
            return self._items(node, get_args(hint)[0])
        if origin is Mapping:
            return self._mapping(node, get_args(hint)[1])
        return self._object(node, hint) if dataclasses.is_dataclass(hint) else self._plain(node, hint)

    def _plain(self, node: yaml.Node, hint: Any) -> Any:
        if get_origin(hint) is Annotated:
            written = next(extra for extra in get_args(hint) if isinstance(extra, Written))
            return self._scalar(node, written.convert, written.what, explains=written.explains)
        if hint is bool:
            words = {"true": True, "false": False}
            return self._scalar(node, lambda text: words[text.lower()], "true or false")
        if hint is int:
            return self._scalar(node, int, "a whole number")
        if hint is float:
            return self._scalar(node, float, "a number")
        return self._scalar(node, str, "text")

    def _scalar(self, node: yaml.Node, convert: Any, what: str, *, explains: bool = False) -> Any:
        if not isinstance(node, yaml.ScalarNode) or node.tag.endswith(":null"):
            return self._fault(node, f"expected {what}")
        try:
            return convert(node.value)
        except (ValueError, KeyError) as error:
            return self._fault(node, f"expected {what}, got {node.value!r}" + (f": {error}" if explains else ""))

    def _choice(self, node: yaml.Node, valid: Sequence[str]) -> str | Unbuilt:
        text = self._scalar(node, str, "text")
        if isinstance(text, str) and text not in valid:
            return self._fault(node, f"unknown value {text!r}{did_you_mean(text, valid)}")
        return text  # type: ignore[no-any-return]

    def _items(self, node: yaml.Node, hint: Any) -> Any:
        """A tuple; a single value may stand for a list of one."""
        if isinstance(node, yaml.SequenceNode):
            items = tuple(self._value(item, hint) for item in node.value)
        else:
            items = (self._value(node, hint),)
        return UNBUILT if any(isinstance(item, Unbuilt) for item in items) else items

    def _pairs(self, node: yaml.Node, what: str) -> dict[str, tuple[yaml.Node, yaml.Node]] | None:
        if not isinstance(node, yaml.MappingNode):
            self._fault(node, f"expected {what}")
            return None
        pairs: dict[str, tuple[yaml.Node, yaml.Node]] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in pairs:
                self._fault(key, f"{name!r} is given twice")
            pairs[name] = (key, value)
        return pairs

    def _mapping(self, node: yaml.Node, hint: Any) -> Any:
        pairs = self._pairs(node, "a mapping of names to values")
        if pairs is None:
            return UNBUILT
        built = {name: self._value(value, hint) for name, (_, value) in pairs.items()}
        return UNBUILT if any(isinstance(value, Unbuilt) for value in built.values()) else built

    def _object(self, node: yaml.Node, model: Any) -> Any:
        """A dataclass; its own checks raise ValueError, which becomes a fault at the line of the object."""
        fields = {yaml_name(field.name): field for field in dataclasses.fields(model) if field.name != WHERE}
        pairs = self._pairs(node, f"a mapping with {', '.join(fields)}")
        if pairs is None:
            return UNBUILT
        for name, (key, _) in pairs.items():
            if name not in fields:
                self._fault(key, f"unknown key {name!r}{did_you_mean(name, list(fields))}")
        hints = _hints_of(model)
        values: dict[str, Any] = {}
        for name, field in fields.items():
            if name in pairs:
                values[field.name] = self._value(pairs[name][1], hints[field.name])
            elif field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
                values[field.name] = self._fault(node, f"{name!r} is missing")
        if any(isinstance(value, Unbuilt) for value in values.values()):
            return UNBUILT
        if WHERE in hints:
            values[WHERE] = self._where(node)
        try:
            return model(**values)
        except ValueError as error:
            return self._fault(node, str(error))
