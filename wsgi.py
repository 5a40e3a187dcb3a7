"""The application for any WSGI server: `gunicorn wsgi:app`."""

from dictsvc.web import create_app

app = create_app()
