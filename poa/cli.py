"""`poa …`: administration of one installation, configured by the same environment as the server."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click
from sqlalchemy import func, select

from . import catalogues, config, db, log, migrating
from .actions import people, plans
from .db import session, transaction
from .demo import play
from .demo.accounts import accounts, described, set_password
from .errors import PoaError
from .jobs import Work, render
from .models import Blob, Draft, Party, Plan, Role, User
from .serve import serve as run_servers


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Administer a Plan of Action installation. Settings are POA_* variables: see docs/operations.md."""


@main.group("db")
def database() -> None:
    """The database's schema."""


@database.command()
def upgrade() -> None:
    """Bring the schema up to date; does nothing when it is."""
    settings = _open(migrate=False)
    settings.data.mkdir(parents=True, exist_ok=True)
    migrating.upgrade(db.engine())
    click.echo(f"The schema is at {migrating.current(db.engine())}.")


@database.command()
@click.argument("to", default="base")
@click.confirmation_option(prompt="What the dropped tables hold is lost. Go on?")
def downgrade(to: str) -> None:
    """Bring the schema down to a migration (default: nothing)."""
    _open(migrate=False)
    migrating.downgrade(db.engine(), to)
    click.echo(f"The schema is at {migrating.current(db.engine()) or 'nothing'}.")


@database.command()
@click.argument("message")
def revise(message: str) -> None:
    """Write a migration from how the models differ from the schema (for developers)."""
    _open()
    migrating.revise(db.engine(), message)


@database.command()
def check() -> None:
    """Bring a scratch SQLite database up, down and up again, and compare its schema with the models."""
    with tempfile.TemporaryDirectory() as folder:
        engine = db.configure(f"sqlite:///{folder}/check.sqlite3")
        migrating.upgrade(engine)
        migrating.downgrade(engine)
        migrating.upgrade(engine)
        differing = migrating.differences(engine)
        engine.dispose()
    if differing:
        raise click.ClickException("The migrations differ from the models: " + "; ".join(map(str, differing)))
    click.echo("The migrations go up and down, and give what the models say.")


@main.group("catalogues")
def catalogues_() -> None:
    """The words of the interface in its languages (for developers): see docs/languages.md."""


@catalogues_.command("update")
def update_catalogues() -> None:
    """Bring each language's messages.po up to the code."""
    for language in catalogues.languages():
        click.echo(f"{language}: {catalogues.update(language)} to translate.")


@catalogues_.command("build")
def build_catalogues() -> None:
    """Compile what pages and scripts read."""
    catalogues.build()


@catalogues_.command("check")
def check_catalogues() -> None:
    """Say what is missing; fails when something is."""
    found = [fault for language in catalogues.languages() for fault in catalogues.faults(language)]
    click.echo("\n".join(found) or "Complete.")
    if found:
        sys.exit(1)


@main.group()
def demo() -> None:
    """The sample plan."""


@demo.command("load")
@click.option("--password", help="One password for all demo accounts (default: POA_DEMO_PASSWORD, or a random one).")
def load_demo(password: str | None) -> None:
    """Load the sample plan and play its negotiation through the real actions."""
    settings = _open()
    _load_demo(settings, password)


@main.group()
def plan() -> None:
    """Plans."""


@plan.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--by", required=True, metavar="EMAIL", help="The secretariat member who imports it.")
@click.option("--title", default="", help="The plan's title (default: the file's heading).")
def import_plan(file: Path, by: str, title: str) -> None:
    """Make a plan from a Markdown FILE (grammar: docs/dialect.md)."""
    _open()
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file}: not UTF-8 at byte {error.start}") from error
    with _Reported(), transaction():
        made, imported = plans.create(_user(by), title=title, markdown=text)
        for row in imported.report:
            click.echo(f"{row.line:5}  {row.kind:9} {row.title}")
        click.echo(f"{made.id}  {made.title}: {len(imported.clauses)} clauses")


@main.group()
def user() -> None:
    """Accounts."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role]))
@click.option("--party", help="The upper-case code of the party, for delegates, heads and officials.")
@click.option("--desk", "desks", multiple=True, help="The desk of the secretariat that the person belongs to.")
@click.option("--title", help="Function, as printed on a sign-off sheet.")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
def add_user(
    email: str,
    name: str,
    roles: Sequence[str],
    party: str | None,
    desks: Sequence[str],
    title: str | None,
    password: str,
) -> None:
    """Add an account for EMAIL; further people are invited on the pages."""
    _open()
    with _Reported(), transaction():
        made = people.add_user(
            email, name, [Role(role) for role in roles], party=party, desks=desks, title=title, password=password
        )
        click.echo(f"{made.email} may sign in as {', '.join(made.roles)}.")


@main.group()
def party() -> None:
    """The parties to whatever is negotiated here."""


@party.command("add")
@click.argument("code")
@click.option("--name", required=True)
@click.option(
    "--bloc", help="The side that it settles with first, such as ASEAN; gets a circle of its own in each new plan."
)
@click.option("--position", type=int, default=0, help="Its place in lists (default: after the others).")
def add_party(code: str, name: str, bloc: str | None, position: int) -> None:
    """Add a party by its upper-case CODE; plans made from now on have it."""
    _open()
    with _Reported(), transaction():
        count = session.scalar(select(func.count()).select_from(Party)) or 0
        made = people.ensure_party(code, name, bloc=bloc, position=position or count + 1)
        if bloc:
            people.ensure_desk(f"{bloc} desk", bloc=bloc)
        click.echo(f"{made.code} {made.name}{f', of {made.bloc}' if made.bloc else ''}")


@main.group()
def draft() -> None:
    """Issued drafts."""


@draft.command("render")
@click.argument("symbol")
@click.option("--plan", "title", help="A part of the plan's title (default: the first plan).")
@click.option("--view", type=click.Choice(["clean", "final"]), default="clean")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=Path())
def render_draft(symbol: str, title: str | None, view: str, out: Path) -> None:
    """Write the PDF of the draft called SYMBOL, rendering it first where that has not been done."""
    _open()
    query = select(Draft).join(Plan).where(Draft.symbol == symbol, Plan.title.contains(title or ""))
    found = session.scalars(query.order_by(Plan.created_at)).unique().first()
    if found is None:
        raise click.ClickException(f"There is no draft {symbol!r}.")
    document = next((item for item in found.documents if item.view == view and not item.with_comments), None)
    if document is None:
        raise click.ClickException(f"{symbol} has no {view} document; it has not been signed by all yet.")
    render(document.id)
    session.refresh(document)
    blob = session.get(Blob, document.sha256) if document.sha256 else None
    if blob is None:
        raise click.ClickException(f"{document.file_name}: {document.error}")
    out.mkdir(parents=True, exist_ok=True)
    (out / document.file_name).write_bytes(blob.data)
    click.echo(f"{document.sha256}  {out / document.file_name}")


@main.command()
def worker() -> None:
    """Render documents and send mail in the background until stopped."""
    Work(_open()).consume()


@main.command()
@click.option("--demo/--no-demo", "with_demo", default=False, help="Load the sample into an empty database first.")
@click.option("--worker/--no-worker", "with_worker", default=True, help="Run a background worker beside the server.")
def serve(with_demo: bool, with_worker: bool) -> None:
    """Migrate, then serve with gunicorn and a worker on POA_HOST and POA_PORT until stopped."""
    settings = _open()
    if with_demo and session.scalars(select(Plan.id)).first() is None:
        _load_demo(settings, None)
    elif with_demo:
        _greet_again(settings)
    session.remove()
    db.engine().dispose()
    status = run_servers(settings.host, settings.port, settings.workers, settings.threads, with_worker=with_worker)
    sys.stderr.flush()
    os._exit(status)  # at once: taking down all that is loaded here can take a second of the five


def _open(*, migrate: bool = True) -> config.Settings:
    """The settings, with the database open and (unless told otherwise) migrated."""
    try:
        settings = config.load()
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    log.configure(settings.log_format)
    settings.data.mkdir(parents=True, exist_ok=True)
    db.configure(settings.database_url)
    if migrate:
        migrating.upgrade(db.engine())
    return settings


def _load_demo(settings: config.Settings, password: str | None) -> None:
    click.echo("Loading the sample plan and playing its negotiation …")
    log.configure(settings.log_format, logging.WARNING)
    with _Reported():
        loaded = play.load(password or settings.demo_password)
    log.configure(settings.log_format)
    click.echo(f"Loaded {loaded.clauses} clauses and {loaded.amendments} amendments.")
    _list_accounts(f"all with the password {loaded.password}")


def _greet_again(settings: config.Settings) -> None:
    """Say who may sign in to a sample that was loaded before; POA_DEMO_PASSWORD, when set, is their password now."""
    click.echo("The database holds plans already; the demo was not loaded again.")
    if settings.demo_password:
        with transaction():
            set_password(settings.demo_password)
    if accounts():
        given = settings.demo_password
        _list_accounts(
            f"all with the password {given}"
            if given
            else "with the password printed when it was loaded; POA_DEMO_PASSWORD sets another"
        )


def _list_accounts(how: str) -> None:
    click.echo(f"Demo accounts, {how}")
    for user in accounts():
        click.echo(f"  {user.email:28} {described(user)}")


def _user(email: str) -> User:
    found = session.scalars(select(User).where(User.email == email.strip().lower())).unique().one_or_none()
    if found is None:
        raise click.ClickException(f"There is no account {email!r}.")
    return found


class _Reported:
    """Shows a refusal of the domain as the command's error."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, PoaError):
            raise click.ClickException(error.message) from error
