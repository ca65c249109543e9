"""Texts are cut at their literals, whatever letters they are written in."""

from __future__ import annotations

import polars as pl

from foreshock.ingest.formats.parts.cutting import cut_at

LITERALS = ("user=", " database=", " host=")


def cut(*texts: str | None) -> tuple[list[tuple[str | None, ...]], list[bool]]:
    """The values of each text, and whether it fits."""
    values, fits = cut_at(pl.Series(texts, dtype=pl.String), LITERALS)
    return list(zip(*values, strict=True)), fits.to_list()


def test_values_stand_between_the_literals() -> None:
    """Each value reaches to the next literal, the last to the end; the first of several equal literals counts."""
    assert cut("user=a database=b host=c host=d", "user= database= host=") == (
        [("a", "b", "c host=d"), ("", "", "")],
        [True, True],
    )


def test_letters_of_several_bytes() -> None:
    """Places are those of bytes, and no letter is cut in two, wherever a text that does not fit has its letters."""
    values, fits = cut(
        "user=jörg database=заказы host=東京", "äöüäöü", "日本語日本語 database=", "user=日本 database=ö"
    )
    assert fits == [True, False, False, False]
    assert values[0] == ("jörg", "заказы", "東京")


def test_what_cannot_be_cut_does_not_fit() -> None:
    """A text without one of the literals, with another beginning, or none at all, is told apart."""
    values, fits = cut("user=a database=b", "a user=a database=b host=c", None, "", "user=a host=c database=b")
    assert fits == [False, False, False, False, False]
    assert values[0][0] == "a"
    assert values[1] == values[2] == (None, None, None)
