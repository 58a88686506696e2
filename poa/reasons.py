"""Reasons that the application itself writes among those of people: stored in English, known by their letters."""

from __future__ import annotations

import re
from functools import cache

from .phrases import Words

TEXT_CHANGED = Words("The text has changed.")
SILENCE_TEXT_CHANGED = Words("The text was changed.")
SILENCE_AMENDED = Words("An amendment was submitted.")
CHANGE_PROPOSED = Words("%(code)s has proposed a change.")
NOT_CONFIRMED = Words("The capital of %(code)s did not confirm it.")
BRIDGE_UNFIT = Words("The clause has moved on, and these words do not fit its new text.")
BRIDGE_SETTLED = Words("The amendment of %(name)s that it would replace has been settled.")
BRIDGE_WITHDRAWN = Words("The amendment of %(name)s that it would replace has been withdrawn.")
PDF_BROKEN_OFF = Words("The rendering was broken off three times. Try again, or tell the secretariat.")
PDF_LATE = Words("The PDF was not ready after %(seconds)s seconds. Nothing else has changed; it can be tried again.")
PDF_MEMORY = Words(
    "The PDF needs more memory than a rendering may have. Nothing else has changed; it can be tried again."
)
PDF_ENDED = Words("The rendering ended before the PDF was ready. Nothing else has changed; it can be tried again.")
PDF_NESTED = Words("The draft could not be rendered: its text is nested too deeply.")
PDF_OTHER_HASH = Words("The draft’s content is not the one its hash names; nothing was rendered.")

OURS = (
    *(TEXT_CHANGED, SILENCE_TEXT_CHANGED, SILENCE_AMENDED, CHANGE_PROPOSED, NOT_CONFIRMED),
    *(BRIDGE_UNFIT, BRIDGE_SETTLED, BRIDGE_WITHDRAWN),
    *(PDF_BROKEN_OFF, PDF_LATE, PDF_MEMORY, PDF_ENDED, PDF_NESTED, PDF_OTHER_HASH),
)
_PLACES = {"code": "[A-Z]{2,8}", "name": "[^\n]+", "seconds": r"\d+"}


def known(text: str) -> str:
    """One of our own sentences as `Words`; what a person wrote as it is, unless it is letter for letter one of ours."""
    for words in OURS:
        if found := _pattern(words.template).fullmatch(text):
            return Words(words.template, **found.groupdict())
    return text


@cache
def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"%\((\w+)\)s", template)
    return re.compile(
        "".join(f"(?P<{part}>{_PLACES[part]})" if index % 2 else re.escape(part) for index, part in enumerate(parts))
    )
