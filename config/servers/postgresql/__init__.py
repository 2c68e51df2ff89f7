"""Django's PostgreSQL backend on the project's own servers, named in settings as ENGINE."""
