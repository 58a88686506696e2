"""The sample's data read as plain values, and its script played on bare text."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).resolve().parents[2] / "poa" / "demo"
Step = dict[str, Any]
CONTINUES = re.compile(r"\s*\([a-z]+\) |\[\^\w+\]: |\|")


class Clauses(NamedTuple):
    """The zero draft: its clauses in order, headings apart."""

    texts: list[str]
    headings: list[str]

    def find(self, key: str) -> int:
        """Position of the only clause that begins with `key`."""
        found = [i for i, text in enumerate(self.texts) if text.startswith(key)]
        assert len(found) == 1, f"{key!r} begins {len(found)} clauses"
        return found[0]


def zero_draft() -> Clauses:
    """Split by blank lines; list items, footnotes and tables belong to what they follow."""
    texts: list[str] = []
    headings: list[str] = []
    source = (FOLDER / "zero_draft.md").read_text(encoding="utf-8")
    for block in source.strip("\n").split("\n\n"):
        if block.startswith("#"):
            headings.append(block)
        elif CONTINUES.match(block):
            texts[-1] += "\n\n" + block
        else:
            texts.append(block.removeprefix("- "))
    return Clauses(texts, headings)


def parties() -> Step:
    """The plan's particulars and its twelve parties."""
    loaded: Step = json.loads((FOLDER / "parties.json").read_text(encoding="utf-8"))
    return loaded


def steps() -> list[Step]:
    """The script, in order."""
    loaded: Step = json.loads((FOLDER / "negotiation.json").read_text(encoding="utf-8"))
    listed: list[Step] = loaded["steps"]
    return listed


def done(verb: str) -> list[Step]:
    """Steps of one verb, in order."""
    return [step for step in steps() if step["do"] == verb]


def keys(verb: str) -> list[str]:
    """Amendments that the steps of one verb concern."""
    return [step["amendment"] for step in done(verb)]


def amendments() -> dict[str, Step]:
    """Every amendment by its key, inserted clauses too."""
    return {step["as"]: step for step in steps() if step["do"] in {"amend", "insert"}}


def party(step: Step) -> str:
    """Upper-case code of who acts; empty for a desk."""
    role, _, code = str(step["by"]).partition(".")
    return "" if role in {"secretariat", "asean"} else code.upper()


def swap(text: str, old: str, new: str) -> str:
    """`text` with its only `old` made `new`."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {text[:50]!r}"
    assert old != new, f"{old!r} changes nothing"
    return text.replace(old, new)


class Play:
    """Texts of the clauses as the script goes on: no places, no states, words only."""

    def __init__(self) -> None:
        self.draft = zero_draft()
        self.texts: dict[int, str] = dict(enumerate(self.draft.texts))
        self.made: dict[str, Step] = {}
        self.tabled: set[str] = set()
        self.gone: set[str] = set()

    def run(self) -> "Play":
        """Play every step; fails on the first that does not fit its text."""
        for step in steps():
            getattr(self, "on_" + step["do"], lambda _: None)(step)
        return self

    def on_amend(self, step: Step) -> None:
        text = self.texts[self.draft.find(step["clause"])]
        for old, new in step.get("replace", []):
            text = swap(text, old, new)
        self.made[step["as"]] = step

    def on_insert(self, step: Step) -> None:
        self.draft.find(step["after"])
        self.made[step["as"]] = step

    def on_table(self, step: Step) -> None:
        self.tabled.add(step["amendment"])

    def on_withdraw(self, step: Step) -> None:
        self.gone.add(step["amendment"])

    def on_rebase(self, step: Step) -> None:
        key = step["amendment"]
        assert key in self.stale(), f"{key} needs no rebase"
        self.made[key] = {**self.made[key], "replace": step["replace"]}
        self.on_amend(self.made[key])

    def on_comment(self, step: Step) -> None:
        text = self.texts[self.draft.find(step["clause"])]
        if quote := step.get("quote"):
            whole = step.get("prefix", "") + quote + step.get("suffix", "")
            assert text.count(whole) == 1, f"{whole!r} stands {text.count(whole)} times"

    def on_merge(self, step: Step) -> None:
        clause = self.draft.find(step["clause"])
        for place in step["settle"]:
            key, (old, new) = self.proposal(step["clause"], place)
            self.gone.add(key)
            if place["take"] == "variant":
                self.texts[clause] = swap(self.texts[clause], old, new)
            elif place["take"] == "text":
                self.texts[clause] = swap(self.texts[clause], place["near"], place["text"])

    def proposal(self, clause: str, place: Step) -> tuple[str, list[str]]:
        """Key and only change of the party's open amendment that a place settles."""
        found = [
            key
            for key in sorted(self.tabled - self.gone)
            if self.made[key].get("clause") == clause and party(self.made[key]) == place["party"]
        ]
        assert len(found) == 1, f"{place['party']} has {found} open on {clause!r}"
        [change] = self.made[found[0]]["replace"]
        assert place["near"] in change[0], f"{place['near']!r} is not what {found[0]} changes"
        return found[0], change

    def on_adopt(self, step: Step) -> None:
        made = self.made[step["amendment"]]
        assert step["amendment"] in self.tabled
        self.gone.add(step["amendment"])
        if made["do"] == "amend":
            assert made["kind"] == "delete"
            del self.texts[self.draft.find(made["clause"])]

    def stale(self) -> set[str]:
        """Open amendments whose words the base no longer has."""
        return {
            key
            for key, made in self.made.items()
            if key not in self.gone
            for old, _ in made.get("replace", [])
            if self.texts[self.draft.find(made["clause"])].count(old) != 1
        }
