# Copyright (c) 2026, leastpriv.aws contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# For newcomers:                 make demo   make test
# For developers:                make quick unit lint docs links benchmark soak lock clean
# Anything else:                 make nox ARGS='--list'   make nox ARGS='-s unit-2.18 -- -k arn'

PYTHON ?= python3
ENVIRONMENTS := .cache/venv
NOX = $(ENVIRONMENTS)/nox/bin/python -m nox
REQUIREMENTS := tests/requirements
LOCK = UV_SYSTEM_CERTS=true $(ENVIRONMENTS)/nox/bin/python -m uv pip compile --quiet --upgrade --universal \
	--python-version 3.11 --no-annotate --no-header

# Hundreds of processes import the same packages here; compiling them in each takes longer than running it.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo quick test unit docs links lint benchmark soak lock clean nox

help: ## list these commands
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

demo: setup-demo ## run the demo: three AWS accounts that exist only on this machine
	@PATH="$(CURDIR)/$(ENVIRONMENTS)/demo/bin:$$PATH" PYTHONPATH=tests \
		ANSIBLE_COLLECTIONS_PATH="$(CURDIR)/.cache/collections" ANSIBLE_HOME="$(CURDIR)/.cache/ansible" \
		$(ENVIRONMENTS)/demo/bin/python -m demo

quick: setup-nox ## format and check the code, its types and layers, and run the unit tests of what changed
	@$(NOX) --reuse-venv yes -s formatters
	@$(NOX) --reuse-venv yes --parallel 2 -s types codeqa changed layers

# With CI=true the formatters report instead of changing files. A session's output appears when it has ended.
test: setup-nox ## run every check
	@CI=true $(NOX) --parallel 2 --report .cache/report.json

unit: setup-nox ## run the unit tests on the newest ansible-core
	@$(NOX) -s unit-2.19

docs: setup-nox ## build the documentation site, in .cache/docs
	@$(NOX) -s docs

links: setup-nox ## follow the links to other sites, which needs a network
	@$(NOX) -s links

lint: setup-nox ## format the code, then check it and its types
	@$(NOX) -s formatters codeqa yamllint types

benchmark: setup-nox ## measure speed, beside amazon.aws; ARGS=--short takes two minutes
	@$(NOX) -s benchmark -- $(ARGS)

soak: setup-nox ## test the reliability guarantees; ARGS=--short takes two minutes, the full soak twenty
	@$(NOX) -s soak -- $(ARGS)

lock: setup-nox ## update the pinned versions of all development dependencies
	@echo 'ansible-core==2.19.*' | $(LOCK) -o $(REQUIREMENTS)/lock-2.19.txt - $(REQUIREMENTS)/dev.in $(REQUIREMENTS)/nox.in
	@echo 'ansible-core==2.19.*' | $(LOCK) -o $(REQUIREMENTS)/lock-controller.txt - $(REQUIREMENTS)/controller.in
	@echo 'ansible-core==2.18.*' | $(LOCK) -o $(REQUIREMENTS)/lock-2.18.txt - $(REQUIREMENTS)/contract.in
	@echo 'ansible-core>=2.21' | $(subst 3.11,3.12,$(LOCK)) -o $(REQUIREMENTS)/lock-newest.txt - $(REQUIREMENTS)/test.in
	@echo 'ansible-core==2.19.*' | $(LOCK) -o $(REQUIREMENTS)/lock-checks.txt - $(REQUIREMENTS)/checks.in
	@echo 'ansible-core==2.19.*' | $(LOCK) -o $(REQUIREMENTS)/lock-benchmark.txt -c $(REQUIREMENTS)/lock-2.19.txt \
		- $(REQUIREMENTS)/benchmark.in
	@echo 'ansible-core==2.19.*' | $(LOCK) -o $(REQUIREMENTS)/lock-docs.txt - $(REQUIREMENTS)/docs.in

clean: ## remove environments and caches
	rm -rf .cache

nox: setup-nox ## run nox with ARGS
	@$(NOX) $(ARGS)

setup-%:
	@$(PYTHON) tests/support/bootstrap.py $*
