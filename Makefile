SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: help run dev ui build test test-long lint fmt bench release clean

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GO_BUILD := CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=$(VERSION)"
TOOL := go tool -modfile=tools/go.mod
# Checks compile what they read: with the flags of GO_BUILD it is compiled once for both.
AS_BUILT := CGO_ENABLED=0 GOFLAGS=-trimpath
UI_SOURCES := $(shell find ui -type f -not -path 'ui/node_modules/*' -not -path 'ui/dist/*' -not -name '*.md')
RELEASES := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build and run; no configuration needed
	exec bin/auth-service

dev: ui/node_modules/.package-lock.json ## Server on 3001 rebuilt on change, pages on 5173 with hot reload
	exec scripts/dev

ui: ui/dist/index.html ## Build the web interface

build: ui ## Build bin/auth-service with the interface inside
	$(GO_BUILD) -o bin/auth-service .

test: lint build ## Lint and every test, on SQLite and PostgreSQL, with real clients and a browser
	cd ui && npm test
	scripts/test

test-long: build ## The tests that take long: kills, chaos, scale, long fuzzing; writes made durable
	TEST_LONG=1 TEST_POSTGRES_FSYNC=on scripts/test

lint: ui/node_modules/.package-lock.json ## Static checks of Go and of the interface
	$(AS_BUILT) "$$($(TOOL) -n golangci-lint)" run # vets, too
	@dead=$$($(TOOL) deadcode -test ./...); if [ -n "$$dead" ]; then echo "$$dead"; exit 1; fi
	go mod tidy -diff
	lint="$$($(TOOL) -n golangci-lint)"; cd tests/go && $(AS_BUILT) "$$lint" run && go mod tidy -diff
	cd ui && npm run lint

fmt: ui/node_modules/.package-lock.json ## Format everything
	$(TOOL) golangci-lint fmt
	cd tests/go && go tool -modfile=../../tools/go.mod golangci-lint fmt
	cd ui && npm run format

bench: build ## Measure the binary beside its peer; takes about 25 minutes
	go run ./bench

release: ui ## Build every platform into bin/release, with checksums
	rm -rf bin/release
	for platform in $(RELEASES); do \
	  name=auth-service-$${platform/\//-}; \
	  [[ $$platform != windows/* ]] || name=$$name.exe; \
	  GOOS=$${platform%/*} GOARCH=$${platform#*/} $(GO_BUILD) -o bin/release/$$name .; \
	done
	cd bin/release && sha256sum * > SHA256SUMS

clean: ## Remove what was built; the data directory stays
	rm -rf bin bench/out test-results playwright-report
	find ui/dist -mindepth 1 -not -name .gitkeep -delete

ui/node_modules/.package-lock.json: ui/package-lock.json
	cd ui && npm ci --ignore-scripts
	touch $@

ui/dist/index.html: ui/node_modules/.package-lock.json $(UI_SOURCES)
	cd ui && npm run build
	touch $@
