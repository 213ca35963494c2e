# One image for web, worker and beat: docker-compose.yml says which of them a container is.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 SAMKLANG_ENV=production
WORKDIR /app

COPY requirements/base.txt requirements/
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements/base.txt

COPY . .
RUN for language in da sv; do \
      pybabel -q compile -i locale/$language/LC_MESSAGES/django.po -o locale/$language/LC_MESSAGES/django.mo || exit 1; \
    done \
 && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" ALLOWED_HOSTS=localhost \
    python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --uid 10001 --home-dir /app samklang \
 && mkdir -p var/files \
 && chown -R samklang var

USER samklang
EXPOSE 8000
# Asks under the first host name that the application answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", \
  "import os, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/healthz/', headers={'Host': os.environ.get('ALLOWED_HOSTS', 'localhost').split(',')[0]}), timeout=4)"]
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2"]
