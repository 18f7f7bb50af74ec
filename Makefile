# Two commands matter: `make demo` to see it, `make test` to check it.
DATA ?= $(or $(XDG_DATA_HOME),$(HOME)/.local/share)/bdhvs-demo/$(shell pwd | cksum | cut -d' ' -f1)
PORT ?= 8300
BENCH ?= $(HOME)/frappe-bench
SITE ?= mariadb.localhost
BIN := .venv/bin

.PHONY: demo test test-bench walk-bench test-removal lint benchmark benchmark-site messages clean

demo: ## The movement on this machine, with sample data, at http://127.0.0.1:8300
	@tools/setup run
	@$(BIN)/bdhvs init --sample --issuer "Cơ quan mẫu (MẪU)" --data "$(DATA)" >/dev/null
	@$(BIN)/bdhvs serve --data "$(DATA)" --port $(PORT)

test: ## All tests, in a browser too
	@tools/setup dev
	$(BIN)/python -m pytest

test-bench: ## The tests inside Frappe, on an existing bench with Frappe LMS whose database and Redis run
	@tools/setup dev
	tools/test-bench "$(BENCH)" "$(SITE)"

walk-bench: ## Every course walked to its end in the LMS' own player, by a browser, on a site for tests
	@tools/setup dev
	BDHVS_WALK=yes BDHVS_BENCH="$(BENCH)" BDHVS_SITE="$(SITE)" $(BIN)/python -m pytest tests/bench/test_every_course.py

test-removal: ## Takes the app off a site and puts it on again, for real; the site may be lost
	tools/test-removal "$(BENCH)" "$(SITE)"

lint: ## Style, types, and which room may import which
	@tools/setup dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

benchmark: ## The numbers to reach, as ratios within one run
	@tools/setup dev
	$(BIN)/python -m benchmarks

benchmark-site: ## The numbers to reach on a Frappe site that nobody needs; its database and Redis run
	cd "$(BENCH)/sites" && PYTHONPATH="$(CURDIR)" "$(BENCH)/env/bin/python" -m benchmarks.site "$(SITE)"

messages: ## Brings locale/vi.po up to the messages in the code; new ones come empty and a test names them
	@tools/setup dev
	$(BIN)/pybabel -q extract -F babel.cfg -k _ -k __ -k N_ --no-location --sort-output --omit-header -o .venv/messages.pot .
	$(BIN)/pybabel -q update -i .venv/messages.pot -o bdhvs_lms/locale/vi.po -l vi --no-fuzzy-matching --ignore-obsolete --omit-header --width 120

clean: ## Removes what the other targets made in this folder
	rm -rf .venv .venv-* .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
