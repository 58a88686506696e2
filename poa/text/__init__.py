"""The text engine: tokens, redline, merge, overlay, anchors, attribution, brackets. Pure: no Flask, no database.

It never loses or invents a word, and says when it does not know. Offsets are code points.
"""

from poa.text.anchors import Anchor, anchor_at, find_quote, relocate
from poa.text.attribution import Credit, Part, credits, plain_parts, settled_parts
from poa.text.bracket_changes import BracketChange, bracket_changes
from poa.text.bracket_lifting import lift_bracket
from poa.text.bracket_loci import compose, decompose
from poa.text.brackets import (
    Bracket,
    Finding,
    Placeholder,
    Text,
    all_brackets,
    lint_brackets,
    parse_brackets,
    placeholders,
    serialise_brackets,
)
from poa.text.checks import check_text
from poa.text.merging import Clean, Conflict, Merge, merge
from poa.text.overlays import Common, Locus, Variant, overlay, rest, settle
from poa.text.redline import Change, accept, diff, reject
from poa.text.words import tokens

__all__ = [
    "Anchor",
    "Bracket",
    "BracketChange",
    "Change",
    "Clean",
    "Common",
    "Conflict",
    "Credit",
    "Finding",
    "Locus",
    "Merge",
    "Part",
    "Placeholder",
    "Text",
    "Variant",
    "accept",
    "all_brackets",
    "anchor_at",
    "bracket_changes",
    "check_text",
    "compose",
    "credits",
    "decompose",
    "diff",
    "find_quote",
    "lift_bracket",
    "lint_brackets",
    "merge",
    "overlay",
    "parse_brackets",
    "placeholders",
    "plain_parts",
    "reject",
    "relocate",
    "rest",
    "serialise_brackets",
    "settle",
    "settled_parts",
    "tokens",
]
