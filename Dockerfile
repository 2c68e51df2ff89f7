# syntax=docker/dockerfile:1

# The version the tests run on.
ARG PYTHON_VERSION=3.11

FROM python:${PYTHON_VERSION}-slim AS build
ENV UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never UV_PROJECT_ENVIRONMENT=/srv/venv
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action ignore uv
WORKDIR /srv/mitra
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-dev --extra production
COPY . .
ENV PATH=/srv/venv/bin:$PATH STATIC_ROOT=/srv/static
# The settings demand secrets in production only: here they are made up, and gone with the step.
RUN MITRA_ENVIRONMENT=development MITRA_PRIVATE_DIR=/tmp/build \
    python manage.py collectstatic --noinput --ignore rest_framework \
    && rm -r /tmp/build
RUN python -m compileall -q config markets members contributions collectors && chmod -R a+rX /srv

FROM python:${PYTHON_VERSION}-slim
RUN useradd --uid 10001 --no-create-home --home-dir /var/lib/mitra --shell /usr/sbin/nologin mitra \
    && install -d -o mitra -g mitra -m 0700 /var/lib/mitra /var/lib/mitra/beat /var/lib/mitra/documents
COPY --from=build /srv /srv
ENV PATH=/srv/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MITRA_ENVIRONMENT=production \
    MITRA_PRIVATE_DIR=/var/lib/mitra \
    STATIC_ROOT=/srv/static
WORKDIR /srv/mitra
USER mitra
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s \
    CMD ["python", "-m", "config.ask_health"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
    "--worker-tmp-dir", "/dev/shm", "--limit-request-line", "8190", "--no-control-socket"]
