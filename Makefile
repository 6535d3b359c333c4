# What one does with Touchline, a line each. The first makes whatever environment is missing.
.PHONY: run test check serve bench faults soak deploy-test lock format environment environment-dev

PORT ?= 8000
PYTHON = .venv/bin/python
# Nothing of the shell's settings reaches the checks: they are held against production with a made-up secret.
PRODUCTION = env -u DEBUG -u REDIS_URL DATABASE_URL=sqlite:///$(CURDIR)/.venv/check.sqlite3 ALLOWED_HOSTS=scores.example.org BEHIND_PROXY=1 \
	SECRET_KEY="$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')"

# A running site with live matches, filled with a demo matchday when its database is empty.
run: environment
	@exec env DEBUG=1 PORT=$(PORT) $(PYTHON) manage.py demo

# All tests, in random order, the browser's too, and on PostgreSQL those that meet the database.
# ARGS="tests/scores -x" runs some; with TEST_DATABASE=postgresql on PostgreSQL.
test: environment-dev
	@$(PYTHON) -m pytest -n 2 --dist loadfile --cov $(ARGS)
ifndef ARGS
	@TEST_DATABASE=postgresql $(PYTHON) -m pytest -n 2 --dist loadfile -m "not own_database" tests/scores tests/feeds tests/live
endif

# Format, lint, types, deployment settings, migrations.
check: environment-dev
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy .
	@$(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING
	@$(PRODUCTION) $(PYTHON) manage.py makemigrations --check --dry-run

# The production server. Settings come from the environment: README.md lists them.
serve: environment
	@$(PYTHON) manage.py migrate --noinput --verbosity 0
	@$(PYTHON) manage.py collectstatic --noinput --verbosity 0
	@exec $(PYTHON) manage.py serve

# What we claim about speed, measured on this machine.
bench: environment-dev
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m bench $(ARGS)

# Break everything that can break, under load, and count what became of the readers. ARGS="clock" does so with some.
faults: environment-dev
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m tests.faults $(ARGS)

# The same at random, for so many minutes; fails when a process has grown.
soak: environment-dev
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m tests.faults --minutes $(MINUTES) $(ARGS)
MINUTES ?= 20

# Restart two web processes behind nginx, one after the other, under load. Without nginx it says so and ends.
deploy-test: environment-dev
	@$(PYTHON) -W "ignore:XDG_RUNTIME_DIR" -m tests.deploy

# Pin the newest versions that pyproject.toml allows.
lock: environment-dev
	@$(PYTHON) -m piptools compile --quiet --upgrade $(LOCK) -o requirements.txt pyproject.toml
	@$(PYTHON) -m piptools compile --quiet --upgrade $(LOCK) --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
LOCK = --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-options --no-header

format: environment-dev
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

environment:
	@bin/environment

environment-dev:
	@bin/environment dev
