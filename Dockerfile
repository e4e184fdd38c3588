# One image for every process: web, live, worker, beat. docker-compose.yml says which command runs where.

FROM node:24-slim AS assets
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim AS build
ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --require-hashes -r requirements/base.txt
COPY . .
COPY --from=assets /app/node_modules node_modules
# The key below signs nothing: collecting static files only needs the settings to load.
RUN /venv/bin/python -m tools.icons \
 && /venv/bin/python -m tools.messages compile \
 && DJANGO_SETTINGS_MODULE=livecompliance.settings.base \
    LC_SECRET_KEY=only-for-collecting-static-files-while-building \
    /venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
 && rm -rf node_modules

FROM python:3.11-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin lc \
 && install -d -m 700 -o 10001 -g 10001 /files
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=livecompliance.settings.base \
    LC_PACK_CACHE=/tmp/packs
USER 10001
EXPOSE 8000 8001
HEALTHCHECK --interval=10s --timeout=4s --start-period=30s CMD ["python", "-m", "tools.healthcheck", "8000"]
CMD ["gunicorn", "livecompliance.wsgi:application", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "8", "--worker-class", "gthread", "--worker-tmp-dir", "/dev/shm"]
