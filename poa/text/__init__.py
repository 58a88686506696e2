"""The text engine: tokens, redline, merge, overlay, anchors, attribution. Pure: no Flask, no database.

It never loses or invents a word, and says when it does not know. Offsets are code points.
"""

from poa.text.anchors import Anchor, anchor_at, find_quote, relocate
from poa.text.attribution import Credit, Part, credits, plain_parts, settled_parts
from poa.text.checks import check_text
from poa.text.merging import Clean, Conflict, Merge, merge
from poa.text.overlays import Common, Locus, Variant, overlay, rest, settle
from poa.text.redline import Change, accept, diff, reject
from poa.text.words import tokens

__all__ = [
    "Anchor",
    "Change",
    "Clean",
    "Common",
    "Conflict",
    "Credit",
    "Locus",
    "Merge",
    "Part",
    "Variant",
    "accept",
    "anchor_at",
    "check_text",
    "credits",
    "diff",
    "find_quote",
    "merge",
    "overlay",
    "plain_parts",
    "reject",
    "relocate",
    "rest",
    "settle",
    "settled_parts",
    "tokens",
]
