"""A rendering in a process of its own, with limits on time and memory: whatever happens there stays there."""

from __future__ import annotations

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from poa import reasons
from poa.errors import PoaError
from poa.render.canonical import DraftContent
from poa.render.pdf_draft import Pdf, RenderFailed, Signed, render_pdf
from poa.render.pdf_pages import Credits, Spans
from poa.text import Credit

TIMEOUT = 120.0
MEMORY = 2 * 1024**3
_KEPT = ("PATH", "LD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE", "XDG_CACHE_HOME", "HOME", "TMPDIR")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Job:
    """What the child reads from its standard input, as JSON."""

    content: Any
    view: str
    against: Any
    credits: dict[str, list[list[Any]]]
    signoffs: list[dict[str, str]]
    clean_sha256: str | None
    content_hash: str
    with_comments: bool
    adopted: dict[str, str] | None
    corrigenda: list[dict[str, str]]
    memory: int
    seconds: int


def render_in_subprocess(
    content: DraftContent,
    view: str,
    *,
    against: DraftContent | None = None,
    credits: Credits | None = None,
    signoffs: Sequence[Signed] = (),
    clean_sha256: str | None = None,
    content_hash: str,
    with_comments: bool = False,
    adopted: Mapping[str, str] | None = None,
    corrigenda: Sequence[Mapping[str, str]] = (),
    progress: Callable[[int], None] | None = None,
    timeout: float = TIMEOUT,
    memory: int = MEMORY,
) -> Pdf:
    """`render_pdf` in a child process with `timeout` seconds and `memory` bytes of address space.

    Raises `RenderFailed`, with the reason in words, whatever goes wrong in the child: a refusal, a crash, no
    time or memory left, text nested too deeply.
    """
    job = _Job(
        content=content,
        view=view,
        against=against,
        credits={key: [_plain(deleted), _plain(inserted)] for key, (deleted, inserted) in (credits or {}).items()},
        signoffs=[asdict(sign) for sign in signoffs],
        clean_sha256=clean_sha256,
        content_hash=content_hash,
        with_comments=with_comments,
        adopted=dict(adopted) if adopted else None,
        corrigenda=[dict(item) for item in corrigenda],
        memory=memory,
        seconds=int(timeout) + 1,
    )
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as made:
        given.write(json.dumps(vars(job), default=dict).encode())
        given.seek(0)
        _run(given, made, timeout, progress or (lambda percent: None))
        made.seek(0)
        places, _, data = made.read().partition(b"\n")
    found = json.loads(places)
    return Pdf.of(data, len(found), found)


def _plain(credits: Spans) -> list[list[Any]]:
    return [[credit.start, credit.end, list(credit.keys)] for credit in credits]


def _run(given: IO[bytes], made: IO[bytes], timeout: float, progress: Callable[[int], None]) -> None:
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(Path(__file__).parents[2]), "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"}
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-m", "poa.render.pdf_child"],
        stdin=given,
        stdout=made,
        stderr=subprocess.PIPE,
        env=environment,
        text=True,
        errors="replace",
    ) as child:
        assert child.stderr is not None
        timer = threading.Timer(timeout, _end, (child, late))
        timer.start()
        try:
            said = _listen(child.stderr, progress)
            code = child.wait()
        finally:
            timer.cancel()
            child.kill()
    if late.is_set():
        raise RenderFailed(reasons.PDF_LATE.template, seconds=f"{timeout:g}")
    if code != 0:
        log.warning("rendering ended with %s: %s", code, said[-2000:])
        raise RenderFailed(_reason(said))


def _end(child: subprocess.Popen[str], late: threading.Event) -> None:
    late.set()
    child.kill()


def _listen(lines: IO[str], progress: Callable[[int], None]) -> str:
    """Pass on the progress the child reports until it ends; the rest of what it said is returned."""
    rest = []
    for line in lines:
        word, _, value = line.strip().partition(" ")
        if word == "progress" and value.isdigit():
            progress(int(value))
        else:
            rest.append(line)
    return "".join(rest)


def _reason(said: str) -> str:
    for line in said.splitlines():
        if line.startswith("refused "):
            return str(json.loads(line.removeprefix("refused ")))
    if "MemoryError" in said:
        return reasons.PDF_MEMORY
    return reasons.PDF_ENDED


def main() -> int:
    """The child: a job on standard input; on standard output a line with what stands where, and the PDF."""
    job = _Job(**json.load(sys.stdin))
    resource.setrlimit(resource.RLIMIT_AS, (job.memory, job.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (job.seconds, job.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pdf = render_pdf(
            job.content,
            job.view,
            against=job.against,
            credits={key: (_credits(deleted), _credits(inserted)) for key, (deleted, inserted) in job.credits.items()},
            signoffs=[Signed(**sign) for sign in job.signoffs],
            clean_sha256=job.clean_sha256,
            content_hash=job.content_hash,
            with_comments=job.with_comments,
            adopted=job.adopted,
            corrigenda=job.corrigenda,
            progress=lambda percent: print("progress", percent, file=sys.stderr, flush=True),
        )
    except PoaError as refusal:
        print("refused", json.dumps(refusal.message), file=sys.stderr)
        return 1
    sys.stdout.buffer.write(json.dumps(pdf.places).encode() + b"\n" + pdf.data)
    sys.stdout.buffer.flush()
    return 0


def _credits(plain: list[Any]) -> list[Credit]:
    return [Credit(start, end, tuple(keys)) for start, end, keys in plain]


if __name__ == "__main__":
    sys.exit(main())
