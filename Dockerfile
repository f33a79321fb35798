# One image for every process of Workroom: web, worker, sweeper, and the preparation before them.

FROM node:22-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error

FROM python:3.13-slim AS packages
WORKDIR /app
COPY requirements/app.txt requirements/app.txt
RUN python -m venv .venv
RUN .venv/bin/python -m pip install -qq --no-cache-dir --require-hashes --only-binary :all: -r requirements/app.txt

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_ARENA_MAX=2 WORKROOM_DATA=/data STATIC_ROOT=/app/built
WORKDIR /app
# A volume that is mounted over one of these folders for the first time becomes this user's.
RUN useradd --uid 10001 --no-create-home workroom
RUN install -d -o workroom -m 700 /data /volumes/files /volumes/certificates
COPY --from=packages /app/.venv .venv
COPY --from=pages /app/node_modules node_modules
COPY . .
# Compiled and collected here, since nothing can be written later. The secrets are the build's alone, and gone after it.
RUN python -m compileall -q . && WORKROOM_DATA=/tmp/build python manage.py collect && rm -r /tmp/build
USER workroom
EXPOSE 8000
ENTRYPOINT ["python", "-m", "config.role"]
CMD ["web"]
