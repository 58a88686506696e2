"""What a WSGI server loads: `flask --app wsgi run`, `gunicorn wsgi:app`."""

from poa import create_app

app = create_app()
