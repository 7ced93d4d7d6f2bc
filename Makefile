# What a developer does here. `make setup` first; everything else says what it lacks.

.DEFAULT_GOAL := help
.PHONY: help setup run test test-js lint bench chaos autobahn contract openapi audit services services-stop

# How many rounds of kill -9 `make chaos` plays, and what else to tell the load generator.
ROUNDS ?= 10
ARGS ?=

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: ## Install what is missing to build and test (Debian), or say what is
	@scripts/setup.sh

run: ## Build, and serve with demo data on http://127.0.0.1:8080/
	@scripts/setup.sh build
	cargo build --profile quick -p warbler
	@set -a; if [ -f .env ]; then . ./.env; fi; exec ./target/quick/warbler serve --demo $(ARGS)

test: setup lint ## Format, lints and all tests, on both databases, and those of the clients
	scripts/test.sh
	scripts/test-js.sh

test-js: ## Lints, types and tests of what is written in TypeScript
	scripts/test-js.sh

lint: ## Format and lints
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

bench: setup ## Measure speed, with durability on
	cargo build --release -p warbler -p warbler-loadtest
	scripts/with-services.sh ./target/release/warbler-loadtest bench $(ARGS)

chaos: setup ## Kill, cut and restart under load, and check that nothing is lost
	cargo build --profile quick -p warbler -p warbler-loadtest
	scripts/with-services.sh ./target/quick/warbler-loadtest chaos --rounds $(ROUNDS) $(ARGS)

autobahn: ## Run Autobahn's conformance suite against the socket (needs Python 2.7)
	@scripts/autobahn.sh $(ARGS)

contract: ## Hold a running server against openapi.yaml with schemathesis (needs Python 3)
	@scripts/contract.sh $(ARGS)

openapi: ## Write openapi.yaml from the code, and the client's types from it
	cargo run --quiet -p warbler -- openapi > openapi.yaml.new
	mv openapi.yaml.new openapi.yaml
	if [ -d sdk/js/node_modules ]; then npm run --prefix sdk/js --silent generate; fi

audit: ## Look for dependencies with known advisories
	@command -v cargo-deny >/dev/null || cargo install cargo-deny --locked
	cargo deny check advisories

services: ## Start a private PostgreSQL, Redis and S3 and print their variables
	@scripts/services.sh start

services-stop: ## Stop them
	@scripts/services.sh stop
