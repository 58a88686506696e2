"""The text engine against its peers on the same texts: time, and tokens marked over the fewest possible."""

from __future__ import annotations

import difflib
import gc
import random
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from lxml.html.diff import htmldiff
from merge3 import Merge3
from rapidfuzz.distance import Indel
from redlines import Redlines

import poa
from poa.text import diff, merge, overlay, tokens
from poa.text.words import forget

SAMPLE = Path(poa.__file__).parent / "demo" / "zero_draft.md"
LICENSES = Path("/usr/share/common-licenses")
RATES = (0.01, 0.1, 0.5)
GIT = "git diff --word-diff"
GPL = "GPL-2 against GPL-3"
SMALL = 5_000
LEAST = 0.005
COLD = ", cold"
Run = Callable[[], object]


def run() -> None:
    """Print medians, ratios and marks; every peer is measured in turn in each round."""
    rng = random.Random(20261124)
    vocabulary = SAMPLE.read_text(encoding="utf-8").split()
    if not shutil.which("wdiff"):
        print("wdiff is not installed and not measured")
    with tempfile.TemporaryDirectory() as folder:
        files = Files(Path(folder))
        clause = " ".join(vocabulary[400:550])
        for rate in RATES:
            compare(
                files, f"a clause of 150 words, {rate:.0%} edited", clause, edited(clause, rate, rng, vocabulary), 25
            )
        for size in (10_000, 30_000):
            document = "\n\n".join(paragraphs(size, rng, vocabulary))
            for rate in RATES:
                new = "\n\n".join(edited(part, rate, rng, vocabulary) for part in document.split("\n\n"))
                rounds = 25 if size == 10_000 else 5
                compare(files, f"{size:,} words, {rate:.0%} edited", document, new, rounds, clauses=True)
        old, new = (LICENSES.joinpath(f"GPL-{version}").read_text(encoding="utf-8") for version in "23")
        compare(files, GPL, old, new, 3)
        merging(files, clause, rng, vocabulary)
        overlaying(clause, rng, vocabulary)


class Files:
    """Texts as files, for the peers that are programs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, **texts: str) -> list[str]:
        """The names of the files that hold the texts, in order."""
        for name, text in texts.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        return [str(self.folder / name) for name in texts]


def paragraphs(size: int, rng: random.Random, vocabulary: list[str]) -> list[str]:
    """A document of so many words in clauses of 100."""
    return [" ".join(rng.choices(vocabulary, k=100)) for _ in range(size // 100)]


def edited(text: str, rate: float, rng: random.Random, vocabulary: list[str]) -> str:
    """The text with this share of its words replaced, with one put in before, or deleted."""
    out: list[str] = []
    for word in text.split(" "):
        if rng.random() >= rate:
            out.append(word)
        else:
            out += rng.choice(([rng.choice(vocabulary)], [rng.choice(vocabulary), word], []))
    return " ".join(out)


def compare(files: Files, title: str, old: str, new: str, rounds: int, *, clauses: bool = False) -> None:
    """Time every way to compare two texts and count the words that it marks."""
    names = files.write(old=old, new=new)
    peers: dict[str, Run] = {
        "poa.text.diff": lambda: diff(old, new),
        "poa.text.diff" + COLD: lambda: diff(old, new),
        "rapidfuzz opcodes": lambda: Indel.opcodes(tokens(old), tokens(new)),
        GIT: lambda: output(*GIT.split(), "--no-index", *names),
    }
    marks = {"poa.text.diff": sum(words(change.text) for change in diff(old, new) if change.op != "equal")}
    marks[GIT] = marked(output(*GIT.split(), "--no-index", *names).split("@@\n", 1)[-1])
    if clauses:
        peers["poa, clause by clause"] = peers["poa, clause by clause" + COLD] = lambda: by_clause(old, new)
    if shutil.which("wdiff"):
        peers["wdiff"] = lambda: output("wdiff", *names)
        marks["wdiff"] = marked(output("wdiff", *names))
    if len(old) < SMALL:
        peers["redlines"] = lambda: Redlines(old, new).output_markdown
        peers["lxml.html.diff"] = lambda: htmldiff(old, new)
        peers["difflib"] = lambda: list(by_difflib(old, new).get_opcodes())
        first, second = tokens(old), tokens(new)
        marks["difflib"] = sum(
            sum(not token.isspace() for token in first[i1:i2] + second[j1:j2])
            for op, i1, i2, j1, j2 in by_difflib(old, new).get_opcodes()
            if op != "equal"
        )
    if GPL in title:
        peers["lxml.html.diff"] = lambda: htmldiff(old, new)
        peers["redlines"] = lambda: Redlines(old, new).output_markdown
        peers["difflib"] = lambda: list(by_difflib(old, new).get_opcodes())
    fewest = Indel.distance(*([token for token in tokens(text) if not token.isspace()] for text in (old, new)))
    seconds = measured(peers, rounds)
    report(title, seconds, GIT, {name: count / fewest for name, count in marks.items()})
    if "10% edited" in title or GPL in title:
        goals(title, seconds)


def goals(title: str, seconds: Mapping[str, float]) -> None:
    """What was asked for of a comparison."""
    ours = seconds["poa.text.diff"]
    if "redlines" in seconds and GPL not in title:
        goal("over git", ours / seconds[GIT], 0.15)
        goal("over redlines", ours / seconds["redlines"], 1)
    elif GPL in title:
        goal("over git", ours / seconds[GIT], 3)
    elif title.startswith("10,000"):
        goal("clause by clause over git", seconds["poa, clause by clause"] / seconds[GIT], 1.5)


def goal(what: str, ratio: float, most: float) -> None:
    """One line: what was measured against what it may be."""
    print(f"    goal: {what} {ratio:.2f}, at most {most:g}: {'met' if ratio <= most else 'MISSED'}")


def words(text: str) -> int:
    """Tokens other than white space: what all peers mark alike."""
    return sum(not token.isspace() for token in tokens(text))


def marked(text: str) -> int:
    """Words between the signs of git and wdiff."""
    found = re.findall(r"\[-(.*?)-\]|\{\+(.*?)\+\}", text, re.DOTALL)
    return sum(words(deleted or inserted) for deleted, inserted in found)


def by_clause(old: str, new: str) -> None:
    """Compare paragraph by paragraph, as a plan's clauses are."""
    for first, second in zip(old.split("\n\n"), new.split("\n\n"), strict=True):
        diff(first, second)


def by_difflib(old: str, new: str) -> difflib.SequenceMatcher[str]:
    """difflib on our tokens, without its junk heuristic."""
    return difflib.SequenceMatcher(None, tokens(old), tokens(new), autojunk=False)


def output(*command: str) -> str:
    """What a program prints; those that compare exit with 1 when there is a difference."""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def merging(files: Files, clause: str, rng: random.Random, vocabulary: list[str]) -> None:
    """Three-way merge of a clause and of 10,000 words, against git and merge3 on one token a line."""
    document = "\n\n".join(paragraphs(10_000, rng, vocabulary))
    for title, base, rounds in (("merge of a clause, 5% and 5%", clause, 25), ("merge of 10,000 words", document, 9)):
        ours, theirs = (edited(base, 0.05, rng, vocabulary) for _ in range(2))
        seconds = measured(merge_peers(files, base, ours, theirs), rounds)
        report(title, seconds, "git merge-file", {})
        goal("over git", seconds["poa.text.merge"] / seconds["git merge-file"], 0.15 if base == clause else 1.5)


def merge_peers(files: Files, base: str, ours: str, theirs: str) -> dict[str, Run]:
    """The ways to merge; those that know lines get one token a line, which is not part of the time."""
    lines = [[f"{token!r}\n" for token in tokens(text)] for text in (ours, base, theirs)]
    named = files.write(**dict(zip(("ours", "base", "theirs"), map("".join, lines), strict=True)))
    return {
        "poa.text.merge": lambda: merge(base, ours, theirs),
        "poa.text.merge" + COLD: lambda: merge(base, ours, theirs),
        "git merge-file": lambda: output("git", "merge-file", "-p", *named),
        "merge3": lambda: list(Merge3(lines[1], lines[0], lines[2]).merge_regions()),
    }


def overlaying(clause: str, rng: random.Random, vocabulary: list[str]) -> None:
    """Many texts over one clause, each with five changes in a hundred words."""
    texts = {f"K{number}": edited(clause, 0.05, rng, vocabulary) for number in range(200)}
    peers: dict[str, Run] = {}
    for count in (2, 12, 30, 200):
        some = dict(list(texts.items())[:count])
        peers[f"{count} texts"] = partial(overlay, clause, some)
    seconds = measured(peers, 9)
    report("overlay over a clause of 150 words", seconds, "2 texts", {})
    goal("30 texts, ms", seconds["30 texts"] * 1000, 10)
    goal("200 texts, a text, over 30", seconds["200 texts"] / 200 / (seconds["30 texts"] / 30), 1.5)


def measured(peers: Mapping[str, Run], rounds: int) -> dict[str, float]:
    """The median seconds of each, run in turn in every round; a cold one begins without a memory of tokens.

    As `timeit` of the standard library does, short acts are repeated in a row until they take `LEAST` seconds, and the
    garbage collector waits; both for ours and for the peers.
    """
    took: dict[str, list[float]] = {name: [] for name in peers}
    times = {name: 1 if name.endswith(COLD) else _repeats(act) for name, act in peers.items()}
    for _ in range(rounds):
        for name, act in peers.items():
            if name.endswith(COLD):
                forget()
            gc.collect()
            gc.disable()
            began = time.perf_counter()
            for _ in range(times[name]):
                act()
            took[name].append((time.perf_counter() - began) / times[name])
            gc.enable()
    return {name: statistics.median(found) for name, found in took.items()}


def _repeats(act: Run) -> int:
    act()
    began = time.perf_counter()
    act()
    return max(1, round(LEAST / (time.perf_counter() - began)))


def report(title: str, seconds: Mapping[str, float], unit: str, marks: Mapping[str, float]) -> None:
    """One line for each: milliseconds, times the unit, marks over the minimum."""
    print(title)
    for name, took in seconds.items():
        marked = f"  marks {marks[name]:.2f}" if name in marks else ""
        print(f"  {name:<28} {took * 1000:10.2f} ms  {took / seconds[unit]:8.2f} x {unit}{marked}")


if __name__ == "__main__":
    run()
