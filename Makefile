# make chat: the chat, from a fresh clone.  make test: every check.  Both do all the set-up they need.
#
# On Linux, PyTorch's ordinary wheel is a CUDA build of several GB. To take PyTorch's own CPU wheels instead:
#     make chat TORCH=cpu
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH ?= default
TORCH_PIN := $(shell sed -n 's/^ *"\(torch==[^"]*\)",/\1/p' pyproject.toml)
TORCH_INDEX := $(if $(filter cpu,$(TORCH)),--index-url https://download.pytorch.org/whl/cpu,)

.PHONY: setup chat test lint browser clean

setup: $(VENV)/.installed

chat: $(VENV)/.installed
	$(BIN)/tradeqa chat

test: $(VENV)/.installed-dev browser lint
	$(BIN)/python -m pytest

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The tests of the chat need a browser: the system's Chromium, else Debian's when we may install it, else Playwright's.
browser: $(VENV)/.installed-dev
	@command -v chromium chromium-browser google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium; } \
	|| $(BIN)/python -m playwright install chromium

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing tradeqa and what it needs (about 1.5 GB, once) …"
	$(BIN)/python -m pip install --quiet --no-compile $(TORCH_INDEX) "$(TORCH_PIN)"
	$(BIN)/python -m pip install --quiet --no-compile --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --no-compile --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis
