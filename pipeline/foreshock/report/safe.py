r"""Log text made harmless: nothing in it may move a cursor, turn text around or leave its place in a page.

Anyone who can send a request can write into a log. What does not print, or prints somewhere else, is shown as
a visible escape (``\x1b``, ``\u202e``); what means something to Markdown is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# Unicode's categories Cc, Cf, Zl and Zp (controls, format characters such as bidi overrides and zero-width
# spaces, line separators) and lone surrogates. A line feed and a tab are decided by the caller.
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f"
    "\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f"
)
_BLOCK = re.compile(f"[{_UNSEEN}\ud800-\udfff]")
_INLINE = re.compile(f"[{_UNSEEN}\ud800-\udfff\n\t]")
_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}


def block(text: str) -> str:
    """The text with line feeds and tabs kept and everything else that does not print escaped."""
    return _BLOCK.sub(_escape, text)


def inline(text: str) -> str:
    """The text on one line, everything that does not print escaped."""
    return _INLINE.sub(_escape, text)


def map_strings(value: object, change: Callable[[str, str], str], key: str = "") -> object:
    """A copy of a JSON-like value with each string s under the key k replaced by ``change(k, s)``."""
    if isinstance(value, str):
        return change(key, value)
    if isinstance(value, Mapping):
        return {name: map_strings(item, change, str(name)) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [map_strings(item, change, key) for item in value]
    return value


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004


_MARKDOWN = re.compile(r"[\\`*\[\]<|~$]|(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])|&(?=#|\w)|(?<=http)s?:(?=//)|(?<=www)\.")
_LINE_START = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[#=>]|[+-](?:[\s+-]|$)))")


class Markdown(str):
    """Text that already is Markdown, and is not to be escaped again."""

    __slots__ = ()


def markdown(text: str) -> Markdown:
    """The text as Markdown that renders as exactly this text: no markup, HTML, link or table cell comes of it."""
    escaped = _MARKDOWN.sub(lambda match: match.group()[:-1] + "\\" + match.group()[-1], inline(text).lstrip())
    return Markdown(_LINE_START.sub(lambda match: match.group() + "\\", escaped))


def code(text: str) -> Markdown:
    """The text as a code span that no run of backticks in it can close; fit for a paragraph or a list."""
    text = inline(text)
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if not text or text[0] in "` " or text[-1] in "` " else ""
    return Markdown(f"{fence}{pad}{text}{pad}{fence}")


def code_cell(text: str) -> Markdown:
    """The same for a table, where a pipe ends the cell even inside a code span: such text stays plain."""
    return markdown(text) if "|" in text else code(text)


def fenced(text: str, language: str = "text") -> Markdown:
    """The text as a fenced block that nothing in it can close."""
    text = block(text).rstrip("\n")
    fence = "`" * max(3, _longest_run(text) + 1)
    return Markdown(f"{fence}{language}\n{text}\n{fence}")


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
