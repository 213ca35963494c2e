# Samklang's doors for people. Needs make and python3 (3.11 or newer) with venv; nothing else for `run` and `test`.
.POSIX:
.SUFFIXES: .po .mo
.PHONY: help setup run test check fix e2e bench proof requirements messages lock

PYTHON = python3
ARGS =
PARTS =
CATALOGUES = locale/da/LC_MESSAGES/django.mo locale/sv/LC_MESSAGES/django.mo
MARKED = postgres or redis or smtp or browser or proof or slow
TEMPLATES = templates
PIP = .venv/bin/python -m pip install --disable-pip-version-check -qq --require-hashes

help:
	@echo 'make run           set up and serve on http://127.0.0.1:8000 (PORT=9000 for another port)'
	@echo 'make test          set up and run the fast tests on SQLite (ARGS="-k door")'
	@echo 'make check         style, types, import directions, templates, migrations, catalogues, deployment'
	@echo 'make fix           format and mend what a machine can mend'
	@echo 'make e2e           the journeys, in Chromium'
	@echo 'make bench         measure (ARGS="--only decision --db postgres --json out.json")'
	@echo 'make proof         the counted proofs in full, into docs/proof.md (PARTS="decisions faults at_once")'
	@echo 'make requirements  which test proves which requirement and acceptance scenario'
	@echo 'make setup         only make .venv and compile the message catalogues'
	@echo 'make messages      only compile the message catalogues'
	@echo 'make lock          pin the requirements anew (needs uv)'

# .venv holds what Samklang runs with; the tools are added when first asked for (measured: 13 s and 30 s).
setup: .venv/.runtime $(CATALOGUES)

.venv/.runtime: requirements/base.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Samklang needs Python 3.11 or newer.")'
	@echo 'Installing what Samklang runs with ...'
	@$(PYTHON) -m venv .venv
	@$(PIP) -r requirements/base.txt
	@touch $@

.venv/.tools: requirements/dev.txt .venv/.runtime
	@echo 'Installing what Samklang is tested with ...'
	@$(PIP) -r requirements/dev.txt
	@touch $@

messages: $(CATALOGUES)

$(CATALOGUES): .venv/.runtime

.po.mo:
	@.venv/bin/pybabel -q compile -i $< -o $@

run: setup
	@.venv/bin/python manage.py serve

test: setup .venv/.tools
	.venv/bin/python -m pytest -n auto -m "not ($(MARKED))" $(ARGS)

e2e: setup .venv/.tools
	.venv/bin/python -m pytest -m browser $(ARGS)

bench: setup .venv/.tools
	.venv/bin/python -m benchmarks $(ARGS)

proof: setup .venv/.tools
	PROOF=full .venv/bin/python -m pytest -p tests.proof_report -m "proof or slow" \
	  -k "$$(echo $(PARTS) | sed 's/  */ or /g')" $(ARGS)

requirements: setup .venv/.tools
	@.venv/bin/python -m tests.requirement_map $(ARGS)

check: setup .venv/.tools
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy .
	.venv/bin/lint-imports
	.venv/bin/djlint --lint --quiet $(TEMPLATES)
	.venv/bin/python manage.py makemigrations --check --dry-run
	.venv/bin/python manage.py check_catalogues
	.venv/bin/python manage.py lifecycle_docs --check
	SAMKLANG_ENV=production ALLOWED_HOSTS=samklang.example \
	  SECRET_KEY="$$(.venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
	  .venv/bin/python manage.py check --deploy --fail-level WARNING
	! grep -nE '://|--find-links|--index-url' requirements/*.txt

fix: setup .venv/.tools
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/python manage.py lifecycle_docs

lock:
	cd requirements && for set in base dev feeds; do \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links $$set.in -o $$set.txt || exit 1; \
	done
